"""Initialising makes one county, however often and by however many it is done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, func, inspect, select, table

from app.catalog.models import District
from app.extensions import db
from app.install import initialise
from app.sla.models import SlaRuleVersion
from app.sla.queries import limits
from app.workflow.bundle import load_bundle
from app.workflow.bundle.files import COUNTY
from tests.support.databases import SECRET

ROOT = Path(__file__).parents[1]
FLASK = [str(Path(sys.executable).with_name("flask")), "--app", "run"]

pytestmark = pytest.mark.engines


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table(name))) or 0
            for name in inspect(engine).get_table_names()
        }


def command(database: str, *args: str) -> subprocess.Popen[str]:
    """A command on an installation with demo accounts; what it says is one stream."""
    demo = {"DEMO": "1", "DEMO_ON_REAL_DATABASE": "1", "SECRET_KEY": SECRET}
    return subprocess.Popen(
        [*FLASK, *args],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database, **demo},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_four_processes_at_once_make_one_county(empty_database: str, app: Flask) -> None:
    running = [command(empty_database, "init") for _ in range(4)]
    said = [process.communicate(timeout=200)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4, said

    engine = create_engine(empty_database)
    with app.app_context():
        assert rows(engine) == rows(app.extensions["sqlalchemy"].engine)
    engine.dispose()


def test_initialising_again_changes_nothing(app: Flask, session: Any) -> None:
    before = rows(session.get_bind())
    assert before["ab_user"] >= 15
    initialise(app)
    assert rows(session.get_bind()) == before


def test_seeding_a_database_without_tables_says_what_to_do_first(
    empty_database: str, app: Flask
) -> None:
    seeding = command(empty_database, "demo", "seed")
    said, _ = seeding.communicate(timeout=200)
    assert seeding.returncode == 1
    assert "flask init" in said
    assert "Traceback" not in said


def test_an_upgrade_brings_new_sections_and_takes_nothing_back(bare: Flask, tmp_path: Path) -> None:
    older = Path(shutil.copytree(COUNTY, tmp_path / "older"))
    shutil.rmtree(older / "calendars")
    (older / "slarules.yaml").unlink()
    town = older / "districts.yaml"
    town.write_text(town.read_text().replace("城关镇", "城关新镇"))
    upgrade()
    for path in (older, COUNTY):
        load_bundle(db.session(), path)
        db.session.commit()
    assert limits(db.session()).calendar.code == "county"
    names = db.session.scalars(select(District.name))
    assert "城关新镇" in set(names), "what was published since stays"


def test_an_upgrade_brings_limits_of_a_node_that_no_release_had(
    bare: Flask, tmp_path: Path
) -> None:
    older = Path(shutil.copytree(COUNTY, tmp_path / "older"))
    whole = yaml.safe_load((older / "slarules.yaml").read_text())["slarules"]
    left = [one for one in whole if one["node"] != "approval" and one["code"] != "permit-promise"]
    (older / "slarules.yaml").write_text(yaml.safe_dump({"slarules": left}, allow_unicode=True))
    upgrade()
    for path in (older, COUNTY, COUNTY):
        load_bundle(db.session(), path)
        db.session.commit()
    codes = db.session.scalars(select(SlaRuleVersion.rule)).all()
    new = {one["code"] for one in whole if one["node"] == "approval"}
    assert len(new) >= 3
    assert sorted(codes) == sorted({one["code"] for one in left} | new), (
        "a known node stays as it is"
    )
