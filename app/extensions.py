"""The libraries that hold state, made once; wired to an application by create_app."""

from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder
from flask_appbuilder.models.sqla.base import SQLA
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.foundation import reads
from app.foundation.base import Model

db: Any = SQLA(model_class=Model)
migrate = Migrate(render_as_batch=True, compare_type=True)
csrf = CSRFProtect()

WRITING = "lianban_writing"
"""Execution option of the transaction that is going to write."""


def new_appbuilder(security_manager: type) -> AppBuilder:
    """One AppBuilder per application: it keeps its views."""
    return AppBuilder(update_perms=False, security_manager_class=security_manager)


def begin_writing(session: Session) -> None:
    """Begin the one transaction of a business action.

    SQLite takes its write lock at once (BEGIN IMMEDIATE): a read that turns into a write later
    could lose against another writer.
    """
    session.rollback()
    session.connection(execution_options={WRITING: True})


def constraint_of(error: IntegrityError) -> str:
    """Which one refused; PostgreSQL's own sentence repeats the row, and with it who is named."""
    diagnosis = getattr(error.orig, "diag", None)
    return str(diagnosis.constraint_name if diagnosis else error.orig)


def prepare_engine(engine: Engine) -> None:
    """On SQLite: WAL, foreign keys, patient locks, and transactions begun by us.

    On PostgreSQL: what only read ends by COMMIT, after which its statements stay prepared.
    """
    if engine.dialect.name == "postgresql":
        reads.watch(engine)
    if engine.dialect.name != "sqlite" or event.contains(engine, "begin", _begin):
        return
    event.listen(engine, "connect", _connect)
    event.listen(engine, "begin", _begin)


def _connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # or REPLACE deletes past those that protect the journal
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def init_database(app: Flask) -> None:
    """Bind the database to the application."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, db, directory=f"{app.root_path}/../migrations")
