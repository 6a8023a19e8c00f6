"""What is out of scope isn't there, whichever way the framework asks; requests share nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import prison
import pytest
from flask import Flask, g
from sqlalchemy import select

from app.access.scoped import SCOPES, ScopedInterface
from app.applications.models import Application
from app.foundation.actor import Actor
from app.foundation.errors import Malformed
from app.people.models import Organisation, User
from app.tickets.models import Ticket
from tests.support.clients import Client
from tests.workflow.stories import dispatched, entered, who

pytestmark = pytest.mark.engines


@contextmanager
def asked_by(app: Flask, actor: Actor) -> Iterator[None]:
    with app.test_request_context():
        g.actor = actor
        yield


@pytest.fixture
def water(session: Any) -> Actor:
    dispatched()
    entered()
    return who("water")


def test_lists_counts_and_rows_are_in_scope(app: Flask, water: Actor) -> None:
    with asked_by(app, water):
        count, rows = ScopedInterface(Ticket).query()
        assert count == len(rows) == 1
        hidden = set(range(1, 13)) - {rows[0].id}
        assert not any(ScopedInterface(Ticket).get(pk) for pk in hidden)
        assert not ScopedInterface(Ticket).many(sorted(hidden))


def test_collections_are_in_scope_even_when_they_load_late(app: Flask, water: Actor) -> None:
    with asked_by(app, water):
        (application,) = ScopedInterface(Application).query()[1]
        assert [one.organisation.code for one in application.tickets] == ["water"]


def test_relations_and_look_ups_are_in_scope(app: Flask, water: Actor) -> None:
    with asked_by(app, water):
        tickets = ScopedInterface(Ticket)
        assert tickets.get_related_interface("assignee").query() == (0, [])
        with pytest.raises(Malformed):
            tickets.get_related_obj("assignee", 1)


def test_a_table_nobody_spoke_of_shows_nothing(
    app: Flask, water: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asked_by(app, water):
        assert ScopedInterface(Organisation).query()[0]
        monkeypatch.delitem(SCOPES, Organisation)
        assert ScopedInterface(Organisation).query() == (0, [])


def test_a_stranger_sees_nothing(app: Flask, water: Actor, session: Any) -> None:
    assert session.scalars(select(User)).first()
    with asked_by(app, Actor(None, "", "")):
        for model in SCOPES:
            assert ScopedInterface(model).query() == (0, []), model


def test_requests_do_not_share_filters(app: Flask) -> None:
    views = app.extensions["appbuilder"].baseviews
    for view in (one for one in views if hasattr(one, "_offered")):
        with app.test_request_context():
            g.actor = Actor.system()
            mine = view._filters
            mine._add_filter("a filter", "a value")
        with app.test_request_context():
            g.actor = Actor.system()
            assert view._filters is not mine
            assert not view._filters.filters


def test_each_of_many_at_once_gets_the_rows_it_asked_for(
    app: Flask, api: Callable[[str], Client]
) -> None:
    states = ("draft", "submitted", "accepted", "withdrawn")
    token = api("window").bearer

    def ask(number: int) -> bool:
        client = Client(app)
        client.bearer = token
        state = states[number % len(states)]
        q = prison.dumps({"filters": [{"col": "state", "opr": "eq", "value": state}]})
        rows = client.get("/api/v1/applications/", query_string={"q": q}).json["result"]
        return all(one["state"] == state for one in rows)

    window = api("window")
    with app.app_context():
        ids = [entered() for _ in range(8)]
    for row_id in ids[:4]:
        window.post(f"/api/v1/applications/{row_id}/actions/accept")
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(ask, range(80)))
    finally:
        sys.setswitchinterval(usual)
