"""Reading a tree of sources, without what was made or fetched."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

NOT_OURS = {
    ".git",
    ".venv",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
    "build",
    "instance",
    "node_modules",
    "vendor",
}


def files(root: Path, *suffixes: str, under: tuple[str, ...] = (".",)) -> Iterator[Path]:
    """Our files below `under`, in a stable order; without suffixes, all of them."""
    for place in under:
        base = root / place
        if base.is_file():
            yield base
        elif base.is_dir():
            yield from _walk(base, suffixes)


def _walk(base: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(base.iterdir()):
        if path.name in NOT_OURS:
            continue
        if path.is_dir():
            yield from _walk(path, suffixes)
        elif not suffixes or path.suffix in suffixes:
            yield path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the constant nodes that are docstrings, those below an attribute included."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(line.value)
        for node in ast.walk(tree)
        if isinstance(node, owners)
        for before, line in zip([None, *node.body], node.body, strict=False)
        if isinstance(line, ast.Expr)
        if before is None or isinstance(before, ast.Assign | ast.AnnAssign)
    }


def imported(tree: ast.Module) -> dict[str, str]:
    """Local name → dotted name, for every import of a module."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """The full name that an expression such as `dt.now` stands for."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else None
    return None


def at(root: Path, path: Path, line: int | None = None) -> str:
    place = path.relative_to(root).as_posix()
    return place if line is None else f"{place}:{line}"
