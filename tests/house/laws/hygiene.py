"""A file that is committed tells nothing of one machine, and hides no test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.laws.tree import at, files, parsed

# Written in pieces, so that this file does not break its own law.
TRACES = re.compile(
    "|".join(
        [
            r"(?<![\w.])/" + r"work/",
            r"(?<![\w.])/" + r"root/",
            r"(?<![\w.])/" + r"tmp/",
            r"pypi\." + r"org",
            r"python" + r"hosted",
            r"npm" + r"js\.org",
            r"deb\." + r"debian",
            r"--extra-" + r"index-url",
            r"--find-" + r"links",
            r"\bfarm" + r"-\w",
        ]
    )
)
SKIPS = {"skip", "skipif", "xfail", "importorskip"}


def check(root: Path) -> list[str]:
    found = []
    for path in files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{at(root, path, number)}: {hit.group()!r} belongs to one machine or registry"
            for number, line in enumerate(text.splitlines(), 1)
            if (hit := TRACES.search(line))
        ]
    return found


def check_skips(root: Path) -> list[str]:
    """A missing browser or database is dealt with once, in tests/support/absence.py."""
    return [
        f"{at(root, path, node.lineno)}: {node.attr}: mend the test or remove it"
        for path in files(root, ".py", under=("tests",))
        if path.parent.name != "support"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in SKIPS
    ]
