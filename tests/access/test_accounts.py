"""Accounts from the command line, and those of demo mode."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.accounts import find
from app.access.demo import demo_accounts, ensure_demo_accounts
from app.extensions import db
from app.journal.models import Event
from tests.support.clients import PASSWORD, Client, signed_in

NAMES = (
    "admin coordinator window online power water gas mobile telecom unicom planning citymgmt "
    "traffic leader auditor power-api"
)


def test_demo_accounts_are_the_promised_ones(session: Any) -> None:
    # A calendar is confirmed by another person than its preparer; the others stand in.
    second = {"coordinator2", "window2", "power2"}
    assert {one.username for one in demo_accounts()} == set(NAMES.split()) | second
    assert ensure_demo_accounts(session) == []
    power = find(session, "power-api")
    assert [role.name for role in power.roles] == ["utility_api"]
    assert power.profile.organisation.code == "power"


def test_login_page_offers_demo_accounts_in_demo_mode_only(app: Flask, client: Client) -> None:
    assert PASSWORD in client.get("/login/").text
    app.config["DEMO"] = False
    try:
        assert PASSWORD not in client.get("/login/").text
    finally:
        app.config["DEMO"] = True


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["user", *arguments])


def test_account_added_by_command_can_sign_in(app: Flask) -> None:
    added = run(
        app, "add", "li.na", "--name", "Li Na", "--role", "utility", "--organisation", "water",
        "--password", "Another-pass-2026",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    signed_in(app, "li.na", "Another-pass-2026")
    assert run(app, "role", "li.na", "window", "online").exit_code == 0
    with app.app_context():
        user = find(db.session, "li.na")
        assert sorted(role.name for role in user.roles) == ["online", "window"]
        events = db.session.scalars(select(Event).where(Event.subject_kind == "account"))
        told = [(one.verb, one.face, one.changes["roles"]) for one in events]
        assert told == [
            ("create", "cli", [[], ["utility"]]),
            ("edit", "cli", [["utility"], ["online", "window"]]),
        ]
        assert user.profile.organisation.code == "water"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "x.y", "--name", "X", "--role", "window", "--password", "weak"), "128"),
        (("add", "power", "--name", "X", "--role", "window", "--password", PASSWORD), "Error"),
        (
            ("add", "x.y", "--name", "X", "--role", "window", "--outlet", "moon",
             "--password", PASSWORD),
            "moon",
        ),
        (("add", "x.y", "--name", "X", "--role", "emperor", "--password", PASSWORD), "emperor"),
        (("role", "nobody", "window"), "nobody"),
        (("unlock", "nobody"), "nobody"),
    ],
)  # fmt: skip
def test_command_says_what_is_wrong(app: Flask, arguments: tuple[str, ...], said: str) -> None:
    answer = run(app, *arguments)
    assert answer.exit_code != 0
    assert said in answer.output
    assert "Traceback" not in answer.output
