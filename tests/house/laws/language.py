"""English in code; Chinese only in translations, bundles and papers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.laws.tree import at, docstrings, files, parsed

CHINESE = re.compile("[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")
IDEOGRAPH = re.compile("[\u3400-\u9fff]")
NAMES = re.compile("中文|联办")  # the language's name in itself, and this system's
ELSEWHERE = ("app/papers/", "app/translations/")
LABELS = re.compile(r"^(?:\w+_title|label|placeholder|confirmation)$")
LABEL_TABLES = {"label_columns", "description_columns"}


def check(root: Path) -> list[str]:
    """A docstring or a comment may quote the plan's own term beside its translation."""
    found = []
    for path in files(root, ".py", ".html", ".js", ".css", under=("app", "config.py", "run.py")):
        if at(root, path).startswith(ELSEWHERE):
            continue
        text = NAMES.sub("", path.read_text(encoding="utf-8"))
        found += [
            f"{at(root, path, line)}: Chinese in code; give gettext an English string"
            for line in (_in_strings(ast.parse(text)) if path.suffix == ".py" else _in_text(text))
        ]
    return found


def _in_text(text: str) -> list[int]:
    return [n for n, line in enumerate(text.splitlines(), 1) if CHINESE.search(line)]


def _in_strings(tree: ast.Module) -> list[int]:
    told = docstrings(tree)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in told
        and IDEOGRAPH.search(node.value)
    ]


def check_labels(root: Path) -> list[str]:
    """What FAB shows from a class attribute or an argument is not a bare string."""
    return [
        f"{at(root, path, value.lineno)}: {value.value!r} is shown to users; use lazy_gettext"
        for path in files(root, ".py", under=("app/console", "app/api", "app/portal"))
        for node in ast.walk(parsed(path))
        for value in _shown(node)
        if isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and re.search("[A-Za-z]{2}", value.value)
    ]


def _shown(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.keyword) and node.arg and LABELS.match(node.arg):
        return [node.value]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        if LABELS.match(name):
            return [node.value]
        if name in LABEL_TABLES and isinstance(node.value, ast.Dict):
            return node.value.values
    return []
