"""Colours and sizes are tokens, each in light and in dark, and can be read on each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.laws.tree import at, files

SHEETS = Path("app/static/css")
LITERAL = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?)\(|font-size:\s*[\d.]+px|\bstyle=[\"']"
    r"|(?:color|background|border|fill|stroke)(?:-color)?:[^;}]*\b(?:white|black|gr[ae]y|red)\b"
)
IN_MARKUP = re.compile(r"\b(?:fill|stroke|color|bgcolor)=[\"']#|\bstyle=[\"']")
TOKEN = re.compile(r"(--(?:c|shadow)-[\w-]+):\s*([^;]+);")
GROUNDS = ("page", "card", "shade")
TONES = ("info", "success", "warning", "danger", "neutral", "violet")
READ_ON = [
    *((text, on) for text in ("text", "text-2", "text-3", "primary-dark") for on in GROUNDS),
    *((tone, on) for tone in TONES for on in ("card", f"{tone}-soft")),
    *(("text", f"{tone}-soft") for tone in TONES),
    *((text, "field") for text in ("text", "text-3")),
    *((text, "primary-soft") for text in ("text", "primary-dark")),
    *(("on-primary", on) for on in ("primary", "primary-dark", "danger")),
    ("primary", "card"), ("primary", "page"), ("on-tip", "tip"),
    *((text, "top") for text in ("top-text", "top-strong")),
    ("top-strong", "alarm"),
]  # fmt: skip
"""Text → what it stands on: 4.5:1 at least (WCAG 2.2, 1.4.3)."""
SEEN_ON = [("edge", "card"), ("edge", "field"), ("primary", "card")]
"""Edges of controls → what they stand on: 3:1 at least (1.4.11)."""


def check(root: Path) -> list[str]:
    return [*_literals(root), *_contrasts(root)]


def _literals(root: Path) -> Iterator[str]:
    for path in files(root, ".css", ".html", under=("app",)):
        if path.name in {"tokens.css", "dark.css"}:
            continue
        looked_for = LITERAL if path.suffix == ".css" else IN_MARKUP
        text = path.read_text(encoding="utf-8")
        for hit in looked_for.finditer(text):
            line = text.count("\n", 0, hit.start()) + 1
            yield f"{at(root, path, line)}: {hit.group()!r}; take a token of tokens.css"


def _contrasts(root: Path) -> Iterator[str]:
    light, dark = (
        dict(TOKEN.findall((root / SHEETS / name).read_text(encoding="utf-8")))
        for name in ("tokens.css", "dark.css")
    )
    yield from (f"{name} is not in both tokens.css and dark.css" for name in light.keys() ^ dark)
    for theme, tokens in (("light", light), ("dark", dark)):
        for pairs, least in ((READ_ON, 4.5), (SEEN_ON, 3)):
            for text, ground in pairs:
                ratio = _contrast(tokens[f"--c-{text}"], tokens[f"--c-{ground}"])
                if ratio < least:
                    yield f"{theme}: --c-{text} on --c-{ground} is {ratio:.2f}, needs {least}"


def _contrast(one: str, other: str) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of `#rgb` or `#rrggbb`, by WCAG's formula."""
    digits = colour.strip().removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(one * 2 for one in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
