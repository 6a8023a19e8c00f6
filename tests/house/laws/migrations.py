"""Every step of the database goes up and down, and there is one newest one."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.laws.tree import at, files, parsed


def check(root: Path) -> list[str]:
    found: list[str] = []
    revisions: dict[str, str] = {}
    parents: set[str] = set()
    for path in files(root, ".py", under=("migrations/versions",)):
        tree = parsed(path)
        named = _names(tree)
        revision = str(named.get("revision"))
        if revision in revisions:
            found.append(f"{at(root, path)}: revision {revision} is also {revisions[revision]}")
        revisions[revision] = at(root, path)
        down = named.get("down_revision")
        parents |= set(down) if isinstance(down, tuple) else {str(down)}
        if not _goes_down(tree):
            found.append(f"{at(root, path)}: downgrade() does nothing; write the way down")
    heads = set(revisions) - parents
    if revisions and len(heads) != 1:
        found.append(f"migrations/versions: heads are {sorted(heads)}; there must be one")
    return found


def _names(tree: ast.Module) -> dict[str, object]:
    names: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"}:
                names[target.id] = ast.literal_eval(node.value)
    return names


def _goes_down(tree: ast.Module) -> bool:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "downgrade":
            return any(
                not isinstance(line, ast.Pass | ast.Raise | ast.Return)
                and not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
                for line in node.body
            )
    return False
