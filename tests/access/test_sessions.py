"""A session or a token holds as long as it should, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_jwt_extended import create_access_token

from app.access.accounts import find, roles_named
from app.access.sessions import BEGUN, SEEN
from app.extensions import db
from tests.support.clients import PASSWORD, Client, signed_in

OWN = "/users/userinfo/"
MENU = "/api/v1/menu/"
NEW = "Another-pass-2026"
Console = Callable[..., Client]


def gone(client: Client) -> bool:
    """Whether the console asks to sign in again."""
    answer = client.get(OWN)
    return answer.status_code == 302 and answer.location.startswith("/login/")


def change(app: Flask, how: Callable[[Any], None], account: str = "power") -> None:
    with app.app_context():
        how(find(db.session, account))
        db.session.commit()


def change_password(user: Any) -> None:
    user.password = "scrypt:32768:8:1$x$00"


def change_role(user: Any) -> None:
    user.roles = roles_named(db.session, ["window"])


def deactivate(user: Any) -> None:
    user.active = False


@pytest.mark.parametrize("how", [change_password, change_role, deactivate])
def test_session_and_token_end_with_password_role_or_deactivation(
    app: Flask, console: Console, api: Console, how: Callable[[Any], None]
) -> None:
    person, program = console("power"), api("power")
    assert not gone(person)
    assert program.get(MENU).status_code == 200
    change(app, how)
    assert gone(person)
    assert program.get(MENU).status_code == 401


def test_session_goes_on_when_something_else_changes(app: Flask, console: Console) -> None:
    person = console("power")
    change(app, lambda user: setattr(user, "first_name", "New name"))
    assert not gone(person)


def test_refresh_token_ends_too(app: Flask, client: Client) -> None:
    body = {"username": "power", "password": PASSWORD, "refresh": True}
    token = client.post("/api/v1/security/login", json=body).json["refresh_token"]
    change(app, change_password)
    client.bearer = token
    assert client.post("/api/v1/security/refresh").status_code == 401


def test_administrator_resets_a_password_and_old_sessions_end(app: Flask, console: Console) -> None:
    person, admin = console("power"), console("admin")
    number = person.get(OWN) and _id(app)
    form = f"/resetpassword/form?pk={number}"
    weak = admin.submit(form, {"password": "short", "conf_password": "short"})
    assert weak.status_code == 200
    assert not gone(person)
    assert admin.submit(form, {"password": NEW, "conf_password": NEW}).status_code == 302
    assert gone(person)
    assert not gone(signed_in(app, "power", NEW))


def _id(app: Flask) -> int:
    with app.app_context():
        number: int = find(db.session, "power").id
        return number


def test_own_new_password_ends_the_other_sessions_only(app: Flask, console: Console) -> None:
    here, elsewhere = console("power"), console("power")
    form = {"password": NEW, "conf_password": NEW}
    assert here.submit("/resetmypassword/form", form).status_code == 302
    assert not gone(here)
    assert gone(elsewhere)


@pytest.mark.parametrize(("key", "age"), [(SEEN, timedelta(hours=1)), (BEGUN, timedelta(hours=8))])
def test_session_ends_with_time(console: Console, key: str, age: timedelta) -> None:
    person = console("power")
    with person.session_transaction() as kept:
        kept[key] -= int(age.total_seconds())
    assert gone(person)


def test_session_of_another_application_is_no_session(console: Console) -> None:
    person = console("power")
    with person.session_transaction() as kept:
        del kept["epoch"]
    assert gone(person)


def test_logging_out_ends_the_session_and_needs_a_form(console: Console) -> None:
    person = console("power")
    assert person.get("/logout/").status_code == 405
    assert not gone(person)
    answer = person.post("/logout/", data={"csrf_token": person.token("/resetmypassword/form")})
    assert answer.status_code == 302
    assert gone(person)


@pytest.mark.parametrize(("address", "secure"), [("http", False), ("https", True)])
def test_cookie_is_kept_from_scripts_and_from_plain_http(
    client: Client, address: str, secure: bool
) -> None:
    answer = client.get("/login/", base_url=f"{address}://lianban.test")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Bearer a.b.c", "Bearer \xe9", "bearer"])
def test_token_that_can_not_be_read_is_401(client: Client, header: str) -> None:
    answer = client.get(MENU, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("minutes", [-1, 5])
def test_token_without_epoch_or_expired_is_401(app: Flask, client: Client, minutes: int) -> None:
    with app.app_context():
        user = find(db.session, "power")
        client.bearer = create_access_token(
            str(user.id),
            additional_claims={"epoch": 0},
            expires_delta=timedelta(minutes=minutes),
        )
    assert client.get(MENU).status_code == 401


def test_token_decides_even_beside_somebody_elses_cookie(console: Console, api: Console) -> None:
    admin = console("admin")
    admin.bearer = api("power").bearer
    assert admin.get("/users/list/").status_code == 403
