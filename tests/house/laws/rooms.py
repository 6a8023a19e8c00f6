"""Where things live: the rooms of a noun, no attics, and pure rules (DESIGN 1)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.laws.tree import NOT_OURS, at, files, parsed

NOUNS = (
    "people",
    "catalog",
    "journal",
    "sla",
    "tickets",
    "approvals",
    "sitework",
    "evaluation",
    "meetings",
    "intake",
    "applications",
)
ROOMS = {
    "__init__.py",
    "states.py",
    "states",
    "rules.py",
    "rules",
    "models.py",
    "models",
    "queries.py",
    "queries",
    "kinds",
}
ATTICS = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}
IMPURE = {"flask", "flask_babel", "flask_appbuilder", "sqlalchemy", "marshmallow", "wtforms"}


def check(root: Path) -> list[str]:
    extra = [
        f"{at(root, path)}: not a room of a noun ({', '.join(sorted(ROOMS))})"
        for noun in NOUNS
        if (root / "app" / noun).is_dir()
        for path in sorted((root / "app" / noun).iterdir())
        if path.name not in ROOMS | NOT_OURS
    ]
    attics = [
        f"{at(root, path)}: an attic; name the module after what it knows"
        for path in files(root, ".py", under=("app", "tests", "bench"))
        if {path.stem, *path.relative_to(root).parts} & ATTICS
    ]
    return extra + attics


def check_purity(root: Path) -> list[str]:
    found = []
    for path in files(root, ".py", under=("app",)):
        pure = {"rules", "states"} & {path.stem, path.parent.name}
        if not pure and path.parent != root / "app" / "sla" / "kinds":
            continue
        found += [
            f"{at(root, path, line)}: imports {name}; rules and states know no framework"
            for line, name in _imports(parsed(path))
            if name.partition(".")[0] in IMPURE
        ]
    return found


def _imports(tree: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.lineno, node.module))
    return found
