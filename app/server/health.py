"""Whether the process lives, and whether it can work; nothing else is told."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def init_app(app: Flask) -> None:
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


def healthz() -> dict[str, str]:
    """200 while the process answers."""
    return {"status": "alive"}


def readyz() -> tuple[dict[str, str], int]:
    """200 when the database answers and is migrated, else 503 with which of the two it is."""
    try:
        found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return {"status": "unready", "missing": "database"}, 503
    if found != _head():
        return {"status": "unready", "missing": "migration"}, 503
    return {"status": "ready"}, 200


@cache
def _head() -> Any:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
