"""Requests that only read leave the database's plans in place; whatever changed is undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from app.extensions import db
from app.people.models import Organisation

pytestmark = pytest.mark.engines
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM ticket%'"


def test_the_list_is_planned_once_for_many_readers(
    app: Flask, console: Callable[..., Any], session: Any
) -> None:
    client = console("coordinator")
    for _ in range(8):
        assert client.get("/tickets/list/").status_code == 200
    if session.get_bind().dialect.name == "postgresql":
        assert session.scalar(text(PREPARED)) > 0


def test_a_change_that_nobody_commits_is_undone(app: Flask, session: Any) -> None:
    before = session.scalars(select(Organisation.name).order_by(Organisation.id)).all()
    session.execute(update(Organisation).values(name="gone"))
    assert "gone" in session.scalars(select(Organisation.name)).all()
    session.rollback()
    assert session.scalars(select(Organisation.name).order_by(Organisation.id)).all() == before


def test_what_was_changed_inside_a_savepoint_is_undone_with_the_rest(session: Any) -> None:
    inner = session.begin_nested()
    session.execute(update(Organisation).values(name="gone"))
    inner.commit()
    session.rollback()
    assert "gone" not in session.scalars(select(Organisation.name)).all()


def test_after_an_error_the_connection_serves_the_next_one(app: Flask) -> None:
    with app.app_context(), pytest.raises(Exception, match="nowhere"):
        db.session.execute(text("SELECT 1 FROM nowhere"))
    with app.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1
