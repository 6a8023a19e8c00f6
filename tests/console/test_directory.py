"""Editing organisations, outlets and specialists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.journal.models import Event
from app.people.models import Organisation, Outlet
from tests.console.reading import main_of, version_in
from tests.support.clients import Client

NEW = {"code": "east-hall", "name": "东城营业厅", "kind": "hall", "sort": "9", "active": "true"}


def organisation(session: Any) -> Organisation:
    session.rollback()
    found: Organisation = session.scalars(select(Organisation).order_by(Organisation.id)).first()
    return found


def test_new_entry_is_journalled(console: Callable[..., Client], session: Any) -> None:
    answer = console("coordinator").submit("/organisations/add", NEW)
    made = session.scalars(select(Organisation).where(Organisation.code == NEW["code"])).one()
    assert answer.location == f"/organisations/show/{made.id}"
    event = session.scalars(select(Event).where(Event.subject_kind == "organisation")).one()
    assert (event.verb, event.subject_id, event.role) == ("create", made.id, "coordinator")
    assert event.changes["name"] == [None, NEW["name"]]


def test_change_is_journalled_before_and_after(
    console: Callable[..., Client], session: Any
) -> None:
    row = organisation(session)
    coordinator, url, old = console("coordinator"), f"/organisations/edit/{row.id}", row.name
    page = coordinator.get(url).text
    sent = {"name": "新名称", "kind": row.kind, "sort": row.sort, "active": "true"}
    answer = coordinator.submit(url, {**sent, "version": version_in(page)})
    assert answer.status_code == 302
    assert organisation(session).name == "新名称"
    event = session.scalars(select(Event).where(Event.subject_kind == "organisation")).one()
    assert event.changes["name"] == [old, "新名称"]


def test_stale_form_shows_mine_and_theirs(console: Callable[..., Client], session: Any) -> None:
    row = organisation(session)
    coordinator, url = console("coordinator"), f"/organisations/edit/{row.id}"
    sent = {
        "kind": row.kind,
        "sort": row.sort,
        "active": "true",
        "version": version_in(coordinator.get(url).text),
    }
    coordinator.submit(url, {**sent, "name": "先改的"})
    answer = coordinator.submit(url, {**sent, "name": "后改的"})
    assert answer.status_code == 412
    assert "先改的" in main_of(answer.text)
    assert 'value="后改的"' in answer.text
    assert organisation(session).name == "先改的"
    again = coordinator.submit(url, {**sent, "name": "后改的", "version": version_in(answer.text)})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("field", "value"), [("code", "Not A Code"), ("name", ""), ("sort", "many"), ("kind", "?")]
)
def test_bad_input_is_named_and_kept(
    console: Callable[..., Client], session: Any, field: str, value: str
) -> None:
    answer = console("coordinator").submit("/organisations/add", {**NEW, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    if field != "name":
        assert NEW["name"] in answer.text
    found = select(Organisation).where(Organisation.name == NEW["name"])
    assert session.scalars(found).all() == []


def test_code_that_is_taken_is_refused(console: Callable[..., Client], session: Any) -> None:
    taken = organisation(session).code
    answer = console("coordinator").submit("/organisations/add", {**NEW, "code": taken})
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text


def test_outlet_names_its_organisation_and_channels(
    console: Callable[..., Client], session: Any
) -> None:
    owner = organisation(session)
    sent = {**NEW, "organisation_id": str(owner.id), "channels": ["hall", "shared_hall"]}
    answer = console("coordinator").submit("/outlets/add", sent)
    assert answer.status_code == 302, main_of(answer.text)
    session.rollback()
    made = session.scalars(select(Outlet).where(Outlet.code == NEW["code"])).one()
    assert (made.organisation_id, made.channels) == (owner.id, ["hall", "shared_hall"])


@pytest.mark.parametrize("account", ["window", "power", "leader", "admin"])
def test_nobody_else_edits_the_directory(console: Callable[..., Client], account: str) -> None:
    client = console(account)
    for page in ("/organisations/add", "/outlets/add", "/specialists/add"):
        assert client.get(page).status_code == 403
