"""Accounts, as the administrator looks after them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.access.accounts import find
from app.journal.models import Event
from app.people.models import LoginFailure
from app.people.rules import ACCOUNT_ATTEMPTS
from tests.support.clients import Client
from tests.workflow.stories import dispatched
from tests.workflow.test_races import at_once

SEEN = re.compile(r'name="seen"[^>]*value="([^"]+)"')


def seen(page: str) -> str:
    """What the form says it was made from."""
    found = SEEN.search(page)
    assert found
    return found.group(1)


def journalled(session: Any, verb: str) -> list[Any]:
    """What the journal tells of accounts that the administrator changed."""
    of = Event.subject_kind == "account", Event.verb == verb, Event.role == "admin"
    return list(session.scalars(select(Event.changes).where(*of).order_by(Event.id)))


def test_administrator_unlocks_an_account(
    app: Flask, console: Callable[..., Client], session: Any
) -> None:
    admin, stranger = console("admin"), Client(app)
    for _ in range(ACCOUNT_ATTEMPTS + 1):
        answer = stranger.submit("/login/", {"username": "water", "password": "wrong"})
    assert answer.status_code == 429
    page = f"/users/show/{find(session, 'water').id}"
    unlock = page.replace("show", "action/unlock")
    assert unlock in admin.get(page).text
    done = admin.post(unlock, data={"csrf_token": admin.token(page)})
    assert done.location == page
    session.rollback()
    kept = session.scalars(select(LoginFailure.key)).all()
    assert "account:water" not in kept
    assert journalled(session, "unlock") == [{}]
    assert console("water").get("/").status_code == 200


def test_only_the_administrator_unlocks(console: Callable[..., Client], session: Any) -> None:
    coordinator = console("coordinator")
    token = coordinator.token("/")
    pk = find(session, "water").id
    sent = coordinator.post(f"/users/action/unlock/{pk}", data={"csrf_token": token})
    assert sent.status_code == 403


def test_administrator_says_who_leads_an_organisation(
    console: Callable[..., Client], session: Any
) -> None:
    admin, water = console("admin"), find(session, "water")
    page = f"/users/edit/{water.id}"
    asked = admin.get(page).text
    assert "单位主管" in asked
    form = {
        "username": "water",
        "first_name": "供水办件员",
        "roles": [str(one.id) for one in water.roles],
        "organisation": str(water.profile.organisation_id),
        "outlet": str(water.profile.outlet_id),
        "leads": "y",
        "active": "y",
    }
    assert admin.submit(page, form).status_code == 302
    session.rollback()
    profile = find(session, "water").profile
    assert (profile.leads, profile.organisation.code) == (True, "water")
    moved = {name: value for name, value in form.items() if name != "leads"}
    gas = find(session, "gas").profile.organisation_id
    admin.submit(page, moved | {"organisation": str(gas), "first_name": "王五"})
    session.rollback()
    profile = find(session, "water").profile
    assert (profile.leads, profile.organisation.code) == (False, "gas")
    assert journalled(session, "edit") == [
        {"leads": [False, True]},
        {
            "first_name": ["供水办件员", "王五"],
            "organisation_id": [int(form["organisation"]), gas],
            "leads": [True, False],
        },
    ]
    last = session.scalar(select(func.max(Event.id)))
    told = console("auditor").get(f"/journal/show/{last}").text
    for words in ("姓名", "王五", "单位主管", "供水企业", "天然气企业"):
        assert words in told


def test_account_made_inactive_is_told_to_hold_cases_still(
    console: Callable[..., Client], session: Any
) -> None:
    dispatched()
    admin, window = console("admin"), find(session, "window")
    page = f"/users/edit/{window.id}"
    form = {
        "username": "window",
        "first_name": "政务大厅窗口",
        "roles": [str(one.id) for one in window.roles],
        "organisation": str(window.profile.organisation_id),
        "outlet": str(window.profile.outlet_id),
    }
    told = "名下仍有：申请（首接）：1"
    assert told in admin.get(f"/users/show/{window.id}").text
    assert told in admin.submit(page, form, follow_redirects=True).text
    session.rollback()
    assert not find(session, "window").active


def test_two_administrators_at_once_lose_nothing(
    console: Callable[..., Client], session: Any
) -> None:
    admin, water = console("admin"), find(session, "water")
    page = f"/users/edit/{water.id}"
    form = {
        "username": "water",
        "first_name": "供水办件员",
        "roles": [str(one.id) for one in water.roles],
        "organisation": str(water.profile.organisation_id),
        "outlet": str(water.profile.outlet_id),
        "active": "y",
    }
    opened = seen(admin.get(page).text)
    first = admin.submit(page, {**form, "first_name": "王五", "seen": opened})
    assert first.status_code == 302
    second = admin.submit(page, {**form, "first_name": "赵六", "seen": opened})
    assert second.status_code == 200
    for told in ("别人已修改", "现存：姓名: 王五", 'value="赵六"'):
        assert told in second.text
    again = seen(second.text)
    assert admin.submit(page, {**form, "first_name": "赵六", "seen": again}).status_code == 302
    session.rollback()
    assert find(session, "water").first_name == "赵六"


@pytest.mark.engines
def test_of_two_who_save_in_the_same_moment_one_is_told(
    app: Flask, console: Callable[..., Client], session: Any
) -> None:
    first, second, water = console("admin"), console("admin"), find(session, "water")
    page = f"/users/edit/{water.id}"
    form = {
        "username": "water",
        "roles": [str(one.id) for one in water.roles],
        "organisation": str(water.profile.organisation_id),
        "outlet": str(water.profile.outlet_id),
        "active": "y",
    }
    session.rollback()
    for turn in range(3):
        form["seen"] = seen(first.get(page).text)
        tried = [
            partial(one.submit, page, form | {"first_name": f"{name}{turn}"})
            for one, name in ((first, "王五"), (second, "赵六"))
        ]
        answers = at_once(app, *tried)
        assert sorted(one.status_code for one in answers) == [200, 302]
