"""An enum column stores the member's NAME, FAB's lists show the value: they must be equal."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.laws.tree import at, files, parsed


def check(root: Path) -> list[str]:
    return [
        f"{at(root, path, line)}: enum member {name} has another value than its name"
        for path in files(root, ".py", under=("app",))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and _is_text_enum(node)
        for line, name in _unequal(node)
    ]


def _is_text_enum(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).split(".")[-1] in {"StrEnum", "Enum"} for base in node.bases)


def _unequal(node: ast.ClassDef) -> list[tuple[int, str]]:
    found = []
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            name = line.targets[0].id
            value = line.value
            by_name = isinstance(value, ast.Call) and ast.unparse(value).endswith("auto()")
            said = value.value if isinstance(value, ast.Constant) else None
            if not name.startswith("_") and said != name and not (by_name and name.islower()):
                found.append((line.lineno, name))
    return found
