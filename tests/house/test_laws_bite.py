"""Every law is broken once in a copy of the tree: it must find exactly what was done."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.house.laws import LAWS
from tests.house.laws.tree import NOT_OURS

ROOT = Path(__file__).parents[2]
PARTS = ("app", "bundles", "migrations", "docs", "requirements.in", "requirements.txt")
PARTS += ("requirements-dev.in", "requirements-dev.txt", "babel.cfg", "config.py", "run.py")
PARTS += ("pyproject.toml",)
PO = "app/translations/zh/LC_MESSAGES/messages.po"

LOOKS = "colours are tokens, in light and dark, and can be read"

# Law, file, what is added to its end.
BREAKS = [
    (LOOKS, "app/static/css/lianban.css", ".x { color: #123456; }\n"),
    (LOOKS, "app/static/css/lianban.css", ".x { background: white; }\n"),
    (LOOKS, "app/static/css/dark.css", ":root { --c-text-3: #556070; }\n"),
    (LOOKS, "app/static/css/tokens.css", ":root { --c-new: #000; }\n"),
    (LOOKS, "app/templates/extra.html", '<p style="width: 3em"></p>\n'),
    ("one clock", "app/tickets/rules.py", "import datetime as d\nNOW = d.datetime.now(d.UTC)\n"),
    ("one clock", "app/tickets/rules.py", "from datetime import date\nDAY = date.today\n"),
    ("one clock", "run.py", "import time\nSTART = time.time()\n"),
    ("one clock", "app/tickets/models.py", "from sqlalchemy import func\nAT = func.now()\n"),
    (
        "enum members equal their values",
        "app/tickets/states.py",
        "class Odd(StrEnum):\n    one = 'eins'\n",
    ),
    (
        "nothing is loaded from a foreign host",
        "app/templates/extra.html",
        '<script src="https://cdn.example.com/x.js"></script>\n',
    ),
    ("nothing tells of the machine it was written on", "docs/extra.md", "see /ro" + "ot/notes\n"),
    ("no test is skipped", "tests/test_x.py", "import pytest\npytest.sk" + "ip('later')\n"),
    ("English in code", "app/tickets/rules.py", 'TEXT = "\\u529e\\u7ed3"\n'),
    ("English in code", "app/static/js/extra.js", "alert('办结');\n"),
    ("English in code", "app/templates/extra.html", "<p>办结</p>\n"),
    ("labels go through gettext", "app/console/extra.py", 'list_title = "Tickets"\n'),
    ("labels go through gettext", "app/portal/extra.py", 'field = Text(label="Name")\n'),
    (
        "every migration has a way down, and there is one head",
        "migrations/versions/one_way.py",
        "revision = 'f1'\ndown_revision = None\n\n\ndef downgrade():\n    pass\n",
    ),
    (
        "every migration has a way down, and there is one head",
        "migrations/versions/second_head.py",
        "revision = 'f2'\ndown_revision = None\n\n\ndef downgrade():\n    drop()\n",
    ),
    ("requirements are pinned and explained", "requirements.in", "leftpad\n"),
    ("rooms of nouns", "app/tickets/manager.py", "X = 1\n"),
    ("rooms of nouns", "app/workflow/utils.py", "X = 1\n"),
    ("rules and states are plain Python", "app/tickets/rules.py", "import flask\n"),
    ("rules and states are plain Python", "app/tickets/states.py", "from wtforms import Form\n"),
    ("rules and states are plain Python", "app/sla/rules/calendar.py", "import sqlalchemy\n"),
    ("rules and states are plain Python", "app/sla/kinds/hour.py", "import flask\n"),
    ("no service is named in code", "app/tickets/rules.py", 'IS_IT = x == "power"\n'),
    ("no service is named in code", "app/tickets/rules.py", "def water_only(): ...\n"),
    ("no service is named in code", "app/templates/extra.html", "{% if s == 'gas' %}{% endif %}\n"),
    ("no service is named in code", "app/static/js/extra.js", 'if (s === "telecom") go();\n'),
    ("modules and functions are short", "app/tickets/rules.py", "X = 1\n" * 301),
    (
        "modules and functions are short",
        "app/workflow/long.py",
        "def long() -> None:\n" + "    act()\n" * 40,
    ),
    ("templates speak through gettext", "app/templates/extra.html", "<b>Save it</b>\n"),
    ("templates speak through gettext", "app/templates/extra.html", '<i title="Save"></i>\n'),
    ("every string is translated", "app/tickets/rules.py", 'say("Never said before")\n'),
    ("every string is translated", "app/templates/extra.html", "{{ _('Never said either') }}\n"),
    ("every string is translated", PO, '\nmsgid "Not yet"\nmsgstr ""\n'),
    ("every string is translated", PO, '\n#, fuzzy\nmsgid "Guessed"\nmsgstr "猜的"\n'),
    ("every string is translated", PO, '\nmsgid "Due %(when)s"\nmsgstr "到期"\n'),
    ("vendored files are what the manifest says", "app/static/vendor/extra.js", "x();\n"),
]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree without what was made, fetched or tested."""
    root = tmp_path_factory.mktemp("tree")
    made = shutil.ignore_patterns(*NOT_OURS - {"vendor"}, "*.mo")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, root / part, ignore=made)
        else:
            shutil.copy(ROOT / part, root / part)
    return root


@contextmanager
def broken(root: Path, name: str, addition: str) -> Iterator[None]:
    path = root / name
    before = path.read_bytes() if path.exists() else None
    new = [above for above in path.parents if not above.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((before or b"") + addition.encode())
    try:
        yield
    finally:
        path.unlink() if before is None else path.write_bytes(before)
        for above in new:
            above.rmdir()


@cache
def kept(law: str, copied: Path) -> frozenset[str]:
    """What the law finds before anything is broken."""
    return frozenset(LAWS[law](copied))


@pytest.mark.parametrize(
    ("law", "name", "addition"), BREAKS, ids=[f"{law}: {name}" for law, name, _ in BREAKS]
)
def test_law_bites(copied: Path, law: str, name: str, addition: str) -> None:
    known = kept(law, copied)
    with broken(copied, name, addition):
        found = set(LAWS[law](copied)) - known
    assert found, f"{law}: {addition!r} in {name} was not noticed"


def test_every_law_was_seen_to_bite() -> None:
    assert {law for law, _, _ in BREAKS} == set(LAWS)


@pytest.mark.parametrize(
    ("name", "addition"),
    [
        ("app/foundation/clock.py", "from app.tickets import states\n"),
        ("app/tickets/states.py", "from app.applications import states\n"),
        ("app/people/states.py", "import sqlalchemy\n"),
        ("app/extensions.py", "from app.tickets import models\n"),
    ],
)
def test_an_upward_import_breaks_a_contract(copied: Path, name: str, addition: str) -> None:
    with broken(copied, name, addition):
        linter = Path(sys.executable).with_name("lint-imports")
        done = subprocess.run(
            [linter, "--no-cache"], cwd=copied, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
