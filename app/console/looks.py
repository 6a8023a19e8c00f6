"""How a person reads the console: light or dark, usual or large text, with single keys or without.

Their browser keeps it; the server writes it into the page, so that nothing flashes and nothing
needs a script.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar, Self

from flask import redirect, request
from flask_appbuilder import BaseView, expose

from app.access.redirects import local_target
from app.access.rules import Needed, Open
from app.foundation.errors import Malformed
from app.foundation.messages import Message, say

COOKIE = "looks"
YEAR = 365 * 24 * 3600
"""Seconds."""


class Theme(StrEnum):
    """What decides between light and dark."""

    system = "system"
    light = "light"
    dark = "dark"


class TextSize(StrEnum):
    """How large everything is written."""

    usual = "usual"
    large = "large"


class Keys(StrEnum):
    """Whether single letters are shortcuts (WCAG 2.2, 2.1.4)."""

    on = "on"
    off = "off"


THEMES = {
    Theme.light: say("Light colours"),
    Theme.dark: say("Dark colours"),
    Theme.system: say("As the system"),
}
TEXT_SIZES = {TextSize.usual: say("Usual text"), TextSize.large: say("Large text")}
KEYS = {Keys.on: say("Single keys"), Keys.off: say("No single keys")}
MEDIA = {
    Theme.system: "screen and (prefers-color-scheme: dark)",
    Theme.light: "not all",
    Theme.dark: "screen",
}
"""When the dark sheet holds; never on paper."""
SCHEMES = {Theme.system: "light dark", Theme.light: "light", Theme.dark: "dark"}
"""What the browser paints before the sheets have come."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What one reader has chosen."""

    theme: Theme = Theme.system
    text: TextSize = TextSize.usual
    keys: Keys = Keys.on

    @classmethod
    def kept(cls) -> Self:
        """From the cookie; what it says wrongly is as if it weren't there."""
        theme, size, keys = [*request.cookies.get(COOKIE, "").split("-"), "", "", ""][:3]
        try:
            return cls(Theme(theme), TextSize(size), Keys(keys or Keys.on))
        except ValueError:
            return cls()

    @property
    def media(self) -> str:
        return MEDIA[self.theme]

    @property
    def scheme(self) -> str:
        return SCHEMES[self.theme]

    @property
    def choices(self) -> list[tuple[str, Message, list[tuple[str, Message, bool]]]]:
        """For the menu: name and label of a group; of each choice value, label, whether made."""
        themes = [(one.value, label, one is self.theme) for one, label in THEMES.items()]
        sizes = [(one.value, label, one is self.text) for one, label in TEXT_SIZES.items()]
        keys = [(one.value, label, one is self.keys) for one, label in KEYS.items()]
        return [
            ("theme", say("Colours"), themes),
            ("text", say("Text size"), sizes),
            ("keys", say("Keyboard shortcuts"), keys),
        ]


class LooksView(BaseView):
    """Keeps the choice and leads back to the page it was made on."""

    route_base = "/looks"
    permits: ClassVar[dict[str, Needed]] = {"choose": Open.everyone}

    @expose("/", methods=["POST"])
    def choose(self) -> Any:
        looks = Looks.kept()
        try:
            looks = replace(
                looks,
                theme=Theme(request.form.get("theme", looks.theme)),
                text=TextSize(request.form.get("text", looks.text)),
                keys=Keys(request.form.get("keys", looks.keys)),
            )
        except ValueError as error:
            raise Malformed(say("There is no such choice.")) from error
        answer = redirect(local_target(request.form.get("next"), request.host) or "/")
        answer.set_cookie(
            COOKIE,
            f"{looks.theme}-{looks.text}-{looks.keys}",
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
            path=request.script_root or "/",
        )
        return answer


def for_templates() -> dict[str, Callable[[], Looks]]:
    """What the frame of every page asks for."""
    return {"looks": Looks.kept}
