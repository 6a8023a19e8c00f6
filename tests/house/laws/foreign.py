"""Government networks block foreign hosts: pages load nothing but what we serve."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.laws.tree import at, files

LOADS = re.compile(
    r"""<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)\s*=\s*["'](?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//""",
    re.IGNORECASE,
)


def check(root: Path) -> list[str]:
    found = []
    for path in files(root, ".html", ".css", ".js", under=("app",)):
        text = path.read_text(encoding="utf-8")
        found += [
            f"{at(root, path, text.count(chr(10), 0, hit.start()) + 1)}: loads {hit.group()}…"
            for hit in LOADS.finditer(text)
        ]
    return found
