"""A person who has only a keyboard: looks where the focus is, and types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

FOCUSED = """() => {
  const one = document.activeElement;
  const words = (node) => node?.textContent.replace(/\\s+/g, ' ').replace('*必填', '').trim() ?? '';
  const by = (ids) => words(document.getElementById(ids ?? ''));
  const label = [...one.labels ?? []].map(words).join(' ');
  const group = one.closest('[role=radiogroup]');
  return {
    tag: one.tagName.toLowerCase(),
    kind: one.type ?? '',
    name: one.getAttribute('aria-label') || label || words(one),
    group: group ? `${words(one.closest('fieldset').querySelector('legend'))} · `
      + by(group.getAttribute('aria-labelledby')) : '',
    chosen: one.selectedOptions ? words(one.selectedOptions[0]) : '',
  };
}"""
MOST = 80
"""Steps of Tab to one place; more of them nobody would take."""


@dataclass(frozen=True)
class Focus:
    """What the focus is on, as a screen reader would say it."""

    tag: str
    kind: str
    name: str
    group: str
    chosen: str


class Keyboard:
    """Keys and nothing else: no pointer, no element looked up to be acted on."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, *keys: str) -> None:
        """Press after each other, once the page's scripts listen: they are deferred."""
        self._page.wait_for_load_state()
        for key in keys:
            self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        self._page.keyboard.type(text)

    def focus(self) -> Focus:
        return Focus(**self._page.evaluate(FOCUSED))

    def reach(self, name: str) -> None:
        """Tab until the focus is on what is called so."""
        for _ in range(MOST):
            if self.focus().name == name:
                return
            self.press("Tab")
        msg = f"{name} can't be reached by Tab"
        raise AssertionError(msg)

    def fill_in(self, answers: Mapping[str, str], until: str) -> None:
        """Walk through a form and answer what is asked, up to the button `until`.

        Keys are the names of inputs, for radio buttons those of block and group. All must be asked.
        """
        left = dict(answers)
        for _ in range(MOST):
            focus = self.focus()
            if focus.name == until:
                break
            asked = focus.group if focus.kind == "radio" else focus.name
            if asked in left:
                self._answer(focus, left.pop(asked))
            self.press("Tab")
        assert not left, f"never asked: {left}"

    def _answer(self, focus: Focus, answer: str) -> None:
        if focus.kind == "checkbox":
            self.press("Space")
        elif focus.kind == "radio":
            self._arrow("name", answer)
        elif focus.tag == "select":
            self._arrow("chosen", answer)
        elif focus.kind == "date":
            year, month, day = answer.split("-")
            self.type(month + day + year)  # the browser of the tests is an American one
        else:
            self.type(answer)

    def _arrow(self, what: str, wanted: str) -> None:
        """Choose with the arrow keys; Space takes the option one came to first."""
        if what == "name" and self.focus().name == wanted:
            self.press("Space")
            return
        for _ in range(MOST):
            if getattr(self.focus(), what) == wanted:
                return
            self.press("ArrowDown")
        msg = f"{wanted} is not among the choices"
        raise AssertionError(msg)
