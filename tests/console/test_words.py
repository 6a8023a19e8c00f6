"""Each page speaks one language: what people typed and proper names aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import JSON, String, select

from app.extensions import db
from tests.support.clients import Client, signed_in
from tests.support.pages import County

SHOWN = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
SILENT = {"script", "style", "code", "kbd"}
OPEN = {"meta", "link", "input", "br", "hr", "img", "rect", "path", "circle", "line", "wbr"}
"""Elements without an end."""
CATALOGUE = {
    "alembic_version", "approval_kind", "bundle_release", "calendar_version", "catalogue_revision",
    "lane", "reason", "role_label", "service", "service_version", "sla_rule", "sla_rule_version",
    "ab_permission", "ab_role", "ab_view_menu",
}  # fmt: skip
"""Tables whose words are the office's own, in both languages: they are asked for, not left out."""
WORDS = {
    "zh": re.compile(r"[A-Za-z]{2,}(?:[ '-][A-Za-z]{2,})*"),
    "en": re.compile(r"[\u4e00-\u9fff]+"),
}
ASIDE = {
    "zh": re.compile(
        r"\b(?:kPa|kVA|kV|DN\d*|Mbps|YAML|PDF|csv|Excel|Ctrl|SHA|UTF|GB|English)\b"
    ),  # units, formats
    "en": re.compile(
        r"(?:\u56fd\u529e\u51fd\S*)?\u300a[^\u300b]+\u300b.*"
    ),  # laws are cited as they were enacted
}
"""What is the same in every language."""
NUMBER = re.compile(r"\b\w*\d[\w./:-]*")
"""Numbers of records, versions, sizes and instants."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", WORDS)
def test_no_page_mixes_languages(county: County, language: str) -> None:
    whole = set(entered(county))
    typed = sorted(whole, key=len, reverse=True)
    clients: dict[str, Client] = {}
    found = set()
    for account, address in county.pages:
        if account not in clients:
            clients[account] = signed_in(county.app, account) if account else Client(county.app)
            clients[account].get(f"/lang/{language}")
        reader = Reader()
        reader.feed(clients[account].get(address).text)
        for text in reader.said:
            if whole.issuperset(text.split(" · ")):
                continue
            if words := WORDS[language].search(without(ASIDE[language].sub(" ", text), typed)):
                found.add(f"{address}: {words.group()!r} in {text[:80]!r}")
    if found:
        pytest.fail("\n".join(sorted(found)), pytrace=False)


def entered(county: County) -> Iterator[str]:
    """Every text in the database that no catalogue gave."""
    with county.app.app_context():
        for table in db.metadata.sorted_tables:
            if table.name in CATALOGUE:
                continue
            columns = [one for one in table.columns if isinstance(one.type, String | JSON)]
            for row in db.session.execute(select(*columns)) if columns else ():
                for value in row:
                    yield from texts(value)


def texts(value: Any) -> Iterator[str]:
    """The strings within a stored value."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def without(text: str, typed: Iterable[str]) -> str:
    """What the console itself says in a text; two signs may be a word of it, digits a number."""
    for one in typed:
        if not one or one.isdigit() or one not in text:
            continue
        if len(one) > 2:
            text = text.replace(one, " ")
        else:
            text = re.sub(rf"(?<=[:：])\s?{re.escape(one)}(?=\s|$)", " ", text)
    return NUMBER.sub(" ", text)


class Reader(HTMLParser):
    """Collects what a page says, by text and by attributes; not what is marked as given."""

    def __init__(self) -> None:
        super().__init__()
        self.said: set[str] = set()
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        aside = tag in SILENT or given.get("translate") == "no" or "lang" in given
        if (self._silent or aside) and tag not in OPEN and tag != "html":
            self._silent.append(tag)
        if not self._silent:
            self.said |= {
                " ".join(value.split()) for name, value in attrs if name in SHOWN and value
            }

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.add(" ".join(data.split()))
