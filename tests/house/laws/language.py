"""English in code; Chinese only in translations, bundles and papers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.laws.tree import at, files, parsed

CHINESE = re.compile("[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")
IDEOGRAPH = re.compile("[\u3400-\u9fff]")
ELSEWHERE = ("app/papers/", "app/translations/")
LABELS = re.compile(r"^(?:\w+_title|label|placeholder|confirmation)$")
LABEL_TABLES = {"label_columns", "description_columns"}


def check(root: Path) -> list[str]:
    found = []
    for path in files(root, ".py", ".html", ".js", ".css", under=("app", "config.py", "run.py")):
        if at(root, path).startswith(ELSEWHERE):
            continue
        text = path.read_text(encoding="utf-8")
        hits = {n for n, line in enumerate(text.splitlines(), 1) if CHINESE.search(line)}
        if path.suffix == ".py":
            hits |= _escaped(ast.parse(text))
        found += [
            f"{at(root, path, line)}: Chinese in code; give gettext an English string"
            for line in sorted(hits)
        ]
    return found


def _escaped(tree: ast.Module) -> set[int]:
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and IDEOGRAPH.search(node.value)
    }


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
