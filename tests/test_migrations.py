"""The steps of the database say the same as the tables, and lead back to nothing."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import Session

from app.extensions import db
from app.foundation.base import metadata
from app.workflow.bundle.indexes import PREFIX, migrated

pytestmark = pytest.mark.engines


def test_the_newest_step_makes_exactly_the_tables_of_the_code(bare: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        options = {"compare_type": True, "include_name": migrated}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_answer_indexes_of_the_catalogue_are_no_business_of_migrations(
    session: Session, engine_kind: str
) -> None:
    options = {"compare_type": True, "include_name": migrated}
    context = MigrationContext.configure(session.connection(), opts=options)
    with ExitStack() as expected:
        if engine_kind == "sqlite":  # where SQLAlchemy can't read them, and says so
            expected.enter_context(pytest.warns(SAWarning, match=PREFIX))
        assert compare_metadata(context, metadata) == []


def test_every_step_goes_down_and_up_again(bare: Flask) -> None:
    upgrade()
    tables = set(inspect(db.engine).get_table_names())
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert set(inspect(db.engine).get_table_names()) == tables
