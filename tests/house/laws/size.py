"""No module over 300 lines, no function over 40 (its docstring not counted).

Migrations are exempt: a step is history, written once and never read for its form.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.laws.tree import at, files, parsed

MODULE = 300
FUNCTION = 40


def check(root: Path) -> list[str]:
    found = []
    for path in files(root, ".py", under=("app", "tests", "bench", "config.py", "run.py")):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE:
            found.append(f"{at(root, path)}: {lines} lines, {MODULE} at most; split it by noun")
        found += [
            f"{at(root, path, node.lineno)}: {node.name} has {length} lines, {FUNCTION} at most"
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (length := _length(node)) > FUNCTION
        ]
    return found


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring
