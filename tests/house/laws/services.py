"""The catalogue knows the services; code that names one has stopped being low code."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import yaml

from tests.house.laws.tree import at, docstrings, files, parsed


def codes(root: Path) -> set[str]:
    """The codes of services, and of the options that split one, in every bundle."""
    found: set[str] = set()
    for path in files(root, ".yaml", under=("bundles",)):
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            if isinstance(document, dict):
                found |= _codes(document)
    return found


def _codes(document: dict[str, Any]) -> set[str]:
    """A file of sections, or one service in a file of its own."""
    found: set[str] = set()
    for service in [document] if "stages" in document else document.get("services", []):
        found |= {service["code"], *service.get("split", {}).get("options", {})}
    return found


def check(root: Path) -> list[str]:
    names = "|".join(sorted(codes(root)))
    if not names:
        return ["bundles: no service found; this law would forbid nothing"]
    word = re.compile(rf"(?<![A-Za-z])(?:{names})(?![A-Za-z])")
    quoted = re.compile(rf"""["'](?:{names})["']""")
    found = [
        f"{at(root, path, line)}: names the service {said!r}; ask the catalogue"
        for path in files(root, ".py", under=("app", "config.py", "run.py"))
        for line, said in _said(parsed(path), word)
    ]
    for path in files(root, ".html", ".js", under=("app",)):
        found += [
            f"{at(root, path, number)}: names the service {hit.group()}; ask the catalogue"
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if (hit := quoted.search(line))
        ]
    return found


def _said(tree: ast.Module, word: re.Pattern[str]) -> list[tuple[int, str]]:
    """Names, attributes and strings without blanks (prose may speak of a mobile phone)."""
    told = docstrings(tree)
    found = []
    for node in ast.walk(tree):
        said = None
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            said = None if " " in node.value.strip() else node.value
        elif isinstance(node, ast.Name):
            said = node.id
        elif isinstance(node, ast.Attribute):
            said = node.attr
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            said = node.name
        if said and word.search(said):
            found.append((node.lineno, said))
    return found
