"""A template shows no bare text: what users read goes through gettext."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from tests.house.laws.tree import at, files

# A hole stands for what Jinja puts in; lines are kept so that findings can name them.
JINJA = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
GIVEN = re.compile(r"""[\w-]+=(?:'[^']*'|"[^"]*")""")  # attributes that a macro gives out
WORD = re.compile(r"[A-Za-z]{2,}")
SHORT = re.compile(r"^[A-Z]{2,5}$")  # PDF, SLA, API: the same in every language
SHOWN = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
SILENT = {"script", "style", "code", "template-source"}


def check(root: Path) -> list[str]:
    found = []
    for path in files(root, ".html", under=("app",)):
        reader = _Reader()
        reader.feed(JINJA.sub(_hole, path.read_text(encoding="utf-8")))
        found += [
            f"{at(root, path, line)}: bare text {text!r}; write {{{{ _('…') }}}}"
            for line, text in reader.bare
        ]
    return found


def _hole(hit: re.Match[str]) -> str:
    return "\n" * hit.group().count("\n") or "_"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bare: list[tuple[int, str]] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent.append(tag)
        for name, value in attrs:
            if name in SHOWN and value:
                self._read(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._read(data)

    def _read(self, text: str) -> None:
        words = [word for word in WORD.findall(GIVEN.sub("", text)) if not SHORT.match(word)]
        if words:
            self.bare.append((self.getpos()[0], " ".join(text.split())[:60]))
