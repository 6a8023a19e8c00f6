"""Only app/foundation/clock.py asks what time it is (DESIGN: one clock)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.laws.tree import at, dotted, files, imported, parsed

CLOCK = "app/foundation/clock.py"
BANNED = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp",
}


def check(root: Path) -> list[str]:
    found = []
    for path in files(root, ".py", under=("app", "config.py", "run.py")):
        if at(root, path) == CLOCK:
            continue
        tree = parsed(path)
        names = imported(tree)
        found += [
            f"{at(root, path, node.lineno)}: {name}: ask app.foundation.clock.now() instead"
            for node in ast.walk(tree)
            if isinstance(node, ast.Name | ast.Attribute)
            and (name := dotted(node, names)) in BANNED
        ]
    return found
