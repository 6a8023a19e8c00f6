"""What goes wrong is told without telling too much, and can be found in the log."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from flask_babel import force_locale
from markupsafe import escape
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.foundation.errors import Invalid, WrongState
from app.foundation.messages import say
from app.server.errors import FAULT, SENTENCES
from tests.support.clients import Client

pytestmark = pytest.mark.engines

REFERENCE = re.compile(r"<code>([0-9a-f]{12})</code>")


Failing = Callable[..., Client]


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Failing:
    """`failing(how)`: a client of an application in which /healthz, or another address, fails."""

    def make(how: Callable[[], Any], endpoint: str = "healthz") -> Client:
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        monkeypatch.setitem(app.view_functions, endpoint, lambda *_args, **_kwargs: how())
        return Client(app)

    return make


def crash() -> None:
    raise RuntimeError("secret 13905641234")


def test_a_fault_shows_a_reference_that_is_in_the_log(
    failing: Failing, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = failing(crash).get("/healthz")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    shown = REFERENCE.search(answer.text)
    assert shown
    assert shown.group(1) == answer.headers["X-Request-ID"]
    logged = capsys.readouterr().err
    assert "secret" in logged
    assert f"request={shown.group(1)}" in logged


def test_a_fault_of_the_api_is_a_problem(failing: Failing) -> None:
    answer = failing(crash, "SecurityApi.login").post("/api/v1/security/login")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WrongState(say("Too late.")), 409),
        (Invalid({"colour": [say("Not red.")]}), 422),
        (OverflowError("Python int too large to convert to SQLite INTEGER"), 400),
        (OperationalError("SELECT 1", {}, Exception("gone")), 503),
    ],
)
def test_refusals_are_pages_for_people(failing: Failing, error: Exception, status: int) -> None:
    def refuse() -> None:
        raise error

    answer = failing(refuse).get("/healthz")
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert "SELECT" not in answer.text
    assert ("Not red." in answer.text) == isinstance(error, Invalid)


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("INSERT INTO number_sequence (day, last) VALUES (NULL, NULL)", 409),
        ("SELECT * FROM nowhere", 500),
    ],
)
def test_what_the_database_says_stays_in_the_log(
    failing: Failing, statement: str, status: int
) -> None:
    answer = failing(lambda: db.session.execute(text(statement))).get("/healthz")
    wanted = {status, 503} if status == 500 else {status}  # SQLite calls it operational
    assert answer.status_code in wanted
    assert statement not in answer.text


def test_what_people_entered_stays_out_of_the_log(
    failing: Failing, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = text(
        "INSERT INTO organisation (code, name, kind, sample, sort, active, version, created_at,"
        " updated_at) SELECT code, :name, kind, sample, sort, active, 1, created_at, updated_at"
        " FROM organisation"
    )
    client = failing(lambda: db.session.execute(twice, {"name": "secret"}))
    assert client.get("/healthz").status_code == 409
    logged = capsys.readouterr().err
    assert "organisation" in logged
    assert "secret" not in logged


def test_an_unknown_page_is_the_same_for_strangers_and_staff(
    client: Client, console: Callable[[str], Client]
) -> None:
    for one in (client, console("window")):
        answer = one.get("/nothing/here")
        assert answer.status_code == 404
        assert REFERENCE.search(answer.text)
        assert "traceback" not in answer.text.lower()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500, 503])
def test_every_error_speaks_the_readers_language_and_is_found_in_the_log(
    failing: Failing, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    client = failing(lambda: abort(status), "AuthView.login")
    title, told = SENTENCES.get(status, FAULT)
    for locale, language in (("zh", "zh-CN"), ("en", "en")):
        client.get(f"/lang/{locale}")
        answer = client.get("/login/")
        assert (answer.status_code, answer.mimetype) == (status, "text/html")
        assert f'<html lang="{language}"' in answer.text
        with client.application.test_request_context(), force_locale(locale):
            assert escape(str(title)) in answer.text
            assert escape(str(told)) in answer.text
        shown = REFERENCE.search(answer.text)
        assert shown
        lines = [line for line in capsys.readouterr().err.splitlines() if shown.group(1) in line]
        assert any(f"status={status}" in line for line in lines)


def test_a_form_without_its_token_gets_a_page(console: Callable[[str], Client]) -> None:
    answer = console("window").post("/logout/")
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
