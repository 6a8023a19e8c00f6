"""Wrong passwords lock, in the database, wherever they are tried."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.access import manager
from app.access.passwords import hashed
from app.extensions import db
from app.people.models import LoginFailure, User
from tests.support.clients import PASSWORD, Client

pytestmark = pytest.mark.engines
LOGIN = "/api/v1/security/login"


def by_api(client: Client, username: str, password: str, **more: Any) -> Any:
    return client.post(LOGIN, json={"username": username, "password": password, **more})


def by_form(client: Client, username: str, password: str) -> Any:
    return client.submit("/login/", {"username": username, "password": password})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting is under test here, not the tenth of a second that a hash takes."""
    monkeypatch.setattr(manager, "check_password_hash", lambda _stored, given: given == PASSWORD)


def fail(client: Client, times: int, username: str = "power") -> None:
    for _ in range(times):
        assert by_api(client, username, "wrong").status_code == 401


def test_five_wrong_passwords_lock_the_account_at_both_doors(client: Client, quick: None) -> None:
    fail(client, 2)
    assert [by_form(client, "power", "wrong").status_code for _ in range(3)] == [401] * 3
    refused = by_api(client, "POWER", PASSWORD)
    assert refused.status_code == 429
    assert refused.content_type == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    page = by_form(client, "power", PASSWORD)
    assert page.status_code == 429
    assert page.headers["Retry-After"]
    assert refused.json["detail"] in page.text
    assert by_api(client, "water", PASSWORD).status_code == 200


def test_name_that_does_not_exist_is_locked_like_any_other(client: Client, quick: None) -> None:
    fail(client, 5, "nobody")
    assert by_api(client, "nobody", "wrong").status_code == 429


def test_twenty_wrong_passwords_lock_the_address(client: Client, quick: None) -> None:
    for number in range(20):
        fail(client, 1, f"guess{number}")
    assert by_api(client, "power", PASSWORD).status_code == 429
    elsewhere = {"REMOTE_ADDR": "10.9.8.7"}
    body = {"username": "power", "password": PASSWORD}
    assert client.post(LOGIN, json=body, environ_overrides=elsewhere).status_code == 200


def test_right_password_forgets_the_wrong_ones(client: Client, quick: None) -> None:
    for _ in range(3):
        fail(client, 4)
        assert by_api(client, "power", PASSWORD).status_code == 200


def test_lock_ends_by_itself(app: Flask, client: Client, quick: None) -> None:
    fail(client, 5)
    with app.app_context():
        for row in db.session.scalars(select(LoginFailure)):
            row.first_at -= timedelta(minutes=16)
            if row.locked_until:
                row.locked_until -= timedelta(minutes=16)
        db.session.commit()
    assert by_api(client, "power", PASSWORD).status_code == 200


def test_administrator_unlocks(app: Flask, client: Client, quick: None) -> None:
    fail(client, 5)
    assert app.test_cli_runner().invoke(args=["user", "unlock", "power"]).exit_code == 0
    assert by_api(client, "power", PASSWORD).status_code == 200


def test_many_guesses_at_once_are_not_more_guesses(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(
        manager, "check_password_hash", lambda _, said: bool(looked_at.append(said))
    )
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: by_api(Client(app), "power", f"guess{n}"), range(24)))
    assert len(looked_at) == 5
    assert sorted(one.status_code for one in answers) == [401] * 5 + [429] * 19


@pytest.mark.parametrize("username", ["power", "nobody", "a\0b", "power@lianban.invalid"])
def test_one_hash_is_computed_whoever_asks(
    client: Client, session: Any, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    session.execute(update(User).values(password=hashed(PASSWORD)))
    session.commit()
    computed: list[str] = []
    original = manager.check_password_hash

    def counting(stored: str, given: str) -> bool:
        computed.append(stored.split("$", maxsplit=1)[0])
        return original(stored, given)

    monkeypatch.setattr(manager, "check_password_hash", counting)
    assert by_api(client, username, "wrong").status_code == 401
    assert computed == ["scrypt:32768:8:1"]


def test_sign_in_goes_on_while_somebody_else_writes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(_stored: str, given: str) -> bool:
        with db.engine.begin() as other:
            other.execute(update(User).where(User.username == "water").values(fail_login_count=0))
        return given == PASSWORD

    monkeypatch.setattr(manager, "check_password_hash", meanwhile)
    assert by_api(client, "power", PASSWORD).status_code == 200


def test_inactive_account_can_not_sign_in(
    app: Flask, console: Callable[..., Client], client: Client
) -> None:
    with app.app_context():
        db.session.execute(update(manager.User).values(active=False))
        db.session.commit()
    assert by_api(client, "power", PASSWORD).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ("{", 400, None),
        ("[]", 400, None),
        ('{"username": "power"}', 422, "password"),
        ('{"username": 1, "password": "x"}', 422, "username"),
        ('{"username": "power", "password": ""}', 422, "password"),
        ('{"username": "power", "password": null}', 422, "password"),
        ('{"username": "power", "password": "x", "refresh": 7}', 422, "refresh"),
        ('{"username": "power", "password": "x", "provider": "ldap"}', 422, "provider"),
        ('{"username": "power", "password": "x", "roles": ["admin"]}', 422, "roles"),
    ],
)
def test_bad_login_is_told_by_field(
    client: Client, body: str, status: int, field: str | None
) -> None:
    answer = client.post(LOGIN, data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert list(answer.json.get("errors", {})) == ([field] if field else [])
    said = [answer.json["detail"], *answer.json.get("errors", {}).get(field, [])]
    assert all(re.search("[一-鿿]", one) for one in said), said


def test_cookie_alone_is_told_in_chinese_what_it_lacks(console: Callable[..., Client]) -> None:
    answer = console("window").post("/api/v1/applications/", json={})
    assert (answer.status_code, answer.json["type"]) == (400, "urn:lianban:csrf")
    assert re.search("[一-鿿]", answer.json["detail"])


def test_login_by_a_form_is_told_to_speak_json(client: Client) -> None:
    answer = client.post(LOGIN, data={"username": "power", "password": PASSWORD})
    assert (answer.status_code, answer.content_type) == (415, "application/problem+json")


def test_provider_may_be_left_out_and_refresh_asked_for(client: Client) -> None:
    assert list(by_api(client, "power", PASSWORD).json) == ["access_token"]
    tokens = by_api(client, "power", PASSWORD, provider="db", refresh=True).json
    renewed = client.post(
        "/api/v1/security/refresh",
        headers={"Authorization": f"Bearer {tokens['refresh_token']}"},
    )
    assert renewed.status_code == 200
    assert renewed.json["access_token"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//evil",
    ],
)
def test_login_leads_nowhere_else(client: Client, target: str) -> None:
    page = "/login/"
    data = {"username": "power", "password": PASSWORD, "csrf_token": client.token(page)}
    answer = client.post(page, query_string={"next": target}, data=data)
    assert answer.status_code == 302
    assert answer.location == "/"


def test_login_leads_back_to_the_page_asked_for(client: Client) -> None:
    asked = client.get("/users/userinfo/?page=2")
    assert asked.status_code == 302
    data = {"username": "power", "password": PASSWORD, "csrf_token": client.token("/login/")}
    assert client.post(asked.location, data=data).location == "/users/userinfo/?page=2"
