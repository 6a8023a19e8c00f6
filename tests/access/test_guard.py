"""Who comes in where: the guard, CSRF, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.access.accounts import find
from app.access.mirror import sync_permissions
from app.extensions import db
from app.journal.models import Event
from app.people.models import Role, User
from app.security import ROLES
from tests.support.clients import Client

Console = Callable[..., Client]


def test_nobody_is_sent_to_sign_in_and_a_program_is_told(client: Client) -> None:
    assert client.get("/users/list/").location == "/login/?next=/users/list/"
    answer = client.get("/api/v1/menu/")
    assert answer.status_code == 401
    assert answer.json["type"] == "urn:lianban:unauthenticated"


@pytest.mark.parametrize("account", ["window", "power", "coordinator", "auditor", "leader"])
def test_only_the_administrator_manages_accounts(console: Console, account: str) -> None:
    person = console(account)
    for page in ("/users/list/", "/users/show/1", "/users/add", "/users/edit/1", "/roles/list/"):
        assert person.get(page).status_code == 403
    assert person.get("/users/userinfo/").status_code == 200


def test_administrator_reads_accounts_and_roles(console: Console) -> None:
    admin = console("admin")
    for page in ("/users/list/", "/users/show/1", "/users/add", "/users/edit/1", "/roles/list/"):
        assert admin.get(page).status_code == 200


def test_role_screen_shows_what_is_granted_and_changes_nothing(
    app: Flask, console: Console
) -> None:
    admin = console("admin")
    with app.app_context():
        number = db.session.query(Role).filter_by(name="admin").one().id
    assert "管理账号" in admin.get(f"/roles/show/{number}").text
    for page in (f"/roles/edit/{number}", "/roles/add", "/roles/action_post"):
        assert admin.get(page).status_code == 404


def test_account_is_added_and_edited_on_its_screen(app: Flask, console: Console) -> None:
    admin = console("admin")
    with app.app_context():
        roles = {role.name: role.id for role in db.session.query(Role)}
        place = find(db.session, "power").profile
        organisation, outlet = place.organisation_id, place.outlet_id
    data = {
        "username": "li.na",
        "first_name": "Li Na",
        "active": "y",
        "roles": [roles["utility"]],
        "organisation": organisation,
        "outlet": outlet,
        "password": "Another-pass-2026",
        "conf_password": "Another-pass-2026",
    }
    assert admin.submit("/users/add", data | {"password": "weak"}).status_code == 200
    assert admin.submit("/users/add", data).status_code == 302
    with app.app_context():
        made = find(db.session, "li.na")
        number, epoch = made.id, made.profile.session_epoch
        assert (made.profile.organisation_id, made.profile.outlet_id) == (organisation, outlet)
    assert admin.submit("/users/add", data).status_code == 200
    answer = admin.submit(f"/users/edit/{number}", data | {"roles": [roles["window"]]})
    assert answer.status_code == 302
    with app.app_context():
        changed = find(db.session, "li.na")
        assert [role.name for role in changed.roles] == ["window"]
        assert changed.profile.session_epoch == epoch + 1
        events = db.session.query(Event).filter_by(subject_kind="account", subject_id=number).all()
        assert [(one.verb, one.actor_name, one.role) for one in events] == [
            ("create", events[0].actor_name, "admin"),
            ("edit", events[0].actor_name, "admin"),
        ]
        assert "scrypt" not in str([one.changes for one in events])


def test_administrator_can_not_saw_off_the_own_branch(app: Flask, console: Console) -> None:
    admin = console("admin")
    with app.app_context():
        number = find(db.session, "admin").id
        window = db.session.query(Role).filter_by(name="window").one().id
    data = {"username": "admin", "first_name": "A", "active": "y", "roles": [window]}
    admin.submit(f"/users/edit/{number}", data)
    with app.app_context():
        assert [role.name for role in find(db.session, "admin").roles] == ["admin"]


def test_console_form_without_token_changes_nothing(app: Flask, console: Console) -> None:
    admin = console("admin")
    answer = admin.post("/resetmypassword/form", data={"password": "x", "conf_password": "x"})
    assert answer.status_code == 400


def test_get_runs_no_action(console: Console) -> None:
    admin = console("admin")
    assert admin.get("/users/action/resetpasswords/1").status_code == 405
    token = {"csrf_token": admin.token("/resetmypassword/form")}
    assert admin.post("/users/action/resetpasswords/1", data=token).status_code == 302
    assert admin.post("/users/action/nonsense/1", data=token).status_code == 404
    assert admin.post("/users/action/resetpasswords/99999", data=token).status_code == 404


def test_action_of_the_administrator_is_refused_to_others(console: Console) -> None:
    power = console("power")
    token = {"csrf_token": power.token("/resetmypassword/form")}
    assert power.post("/users/action/resetpasswords/1", data=token).status_code == 403


def test_permission_checks_cost_one_statement(
    console: Console, statements: Callable[[], Any], app: Flask
) -> None:
    power = console("power")
    with statements() as said:
        assert power.get("/api/v1/menu/").status_code == 200
    selects = [one for one in said if str(one).lstrip().upper().startswith("SELECT")]
    assert len(selects) == 1
    with statements() as said:
        power.get("/login/")
    assert len([one for one in said if "SELECT" in str(one)]) <= 1


def test_view_that_declares_nothing_is_denied(app: Flask, console: Console) -> None:
    guard = app.extensions["appbuilder"].sm.guard
    assert guard.needed_for("can_list", "NoSuchView") is None
    assert guard.needed_at("NoSuchView.list") is None
    assert guard.needed_at("UserView.no_such_method") is None


def test_mirror_is_true_and_stays_so_when_repeated(app: Flask) -> None:
    with app.app_context():
        builder = app.extensions["appbuilder"]
        before = {role.name: len(role.permissions) for role in db.session.query(Role)}
        assert before.keys() == ROLES.keys()
        assert before["admin"] > before["auditor"] > 0
        role = db.session.query(Role).filter_by(name="auditor").one()
        role.permissions = db.session.query(Role).filter_by(name="admin").one().permissions[:]
        db.session.flush()
        sync_permissions(builder)
        db.session.commit()
        db.session.expire_all()
        assert {one.name: len(one.permissions) for one in db.session.query(Role)} == before


def test_granting_in_the_database_grants_nothing(app: Flask, console: Console) -> None:
    with app.app_context():
        utility = db.session.query(Role).filter_by(name="utility").one()
        utility.permissions = db.session.query(Role).filter_by(name="admin").one().permissions[:]
        db.session.commit()
        assert db.session.query(User).count()
    assert console("power").get("/users/list/").status_code == 403
