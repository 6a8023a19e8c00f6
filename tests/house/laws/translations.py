"""Every string that users read is in the catalogue, translated, with the same holes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

CATALOGUE = "app/translations/zh/LC_MESSAGES/messages.po"
KEYWORDS = DEFAULT_KEYWORDS | parse_keywords(["lazy_gettext", "say"])
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Id = str | tuple[str, ...]


def check(root: Path) -> list[str]:
    catalogue = read(root)
    known = {message.id for message in catalogue}
    absent = [
        f"{place}: {msgid!r} is not in {CATALOGUE}: make messages, then translate it"
        for place, msgid in extracted(root)
        if msgid not in known
    ]
    wrong = [
        f"{CATALOGUE}:{message.lineno}: {message.id!r} {fault}"
        for message in catalogue
        if message.id and (fault := _fault(message))
    ]
    return absent + wrong


def read(root: Path) -> Catalog:
    path = root / CATALOGUE
    if not path.is_file():
        return Catalog(locale="zh")
    with path.open("rb") as file:
        return read_po(file, locale="zh", abort_invalid=True)


def extracted(root: Path) -> Iterator[tuple[str, Id]]:
    """(where, msgid) of every string marked for translation in the sources."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    for name, line, msgid, _, _ in extract_from_dir(
        root, methods, options, KEYWORDS, directory_filter=_ours
    ):
        yield f"{name}:{line}", msgid


def _ours(directory: str) -> bool:
    return Path(directory).name not in {".venv", ".git", "instance", "build", "vendor", "tests"}


def _fault(message: Message) -> str | None:
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(said):
        return "is not translated"
    if message.fuzzy:
        return "is only guessed (fuzzy)"
    asked = message.id if isinstance(message.id, tuple) else (message.id,)
    holes = {hole for text in asked for hole in HOLE.findall(text)}
    if any(set(HOLE.findall(text)) - holes for text in said):
        return "is translated with a hole that the string has not"
    if any(holes - set(HOLE.findall(text)) for text in said[-1:]):
        return "is translated without one of its holes"
    return None
