"""Every route asks for something: a new one without a rule fails here by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.access.rules import PUBLIC, Open
from tests.support.clients import Client

OPEN_VIEWS = {
    "AuthView.login": "one signs in here",
    "AuthView.logout": "signing out twice does no harm",
    "LocaleView.index": "the language of the login page",
    "SecurityApi.login": "programs sign in here; wrong passwords are counted",
    "SecurityApi.refresh": "asks for a refresh token of its own",
}
"""Routes of views that are open to everyone, each with the reason. Portal pages come here."""

AUTOMATIC = {"HEAD", "OPTIONS"}
SAMPLES = {"name": "claim", "verb": "claim", "filename": "none.css", "locale": "zh"}


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - AUTOMATIC):
            yield rule, method


def address(rule: Rule) -> str:
    """The rule's address with something in every place."""
    values = {name: SAMPLES.get(name, "1") for name in rule.arguments}
    built = rule.build(values)
    assert built is not None
    return built[1]


def test_every_route_is_mapped_or_public_with_a_reason(app: Flask) -> None:
    guard = app.extensions["appbuilder"].sm.guard
    unmapped = [
        f"{method} {rule.rule} ({rule.endpoint})"
        for rule, method in routes(app)
        if guard.needed_at(rule.endpoint) is None
    ]
    assert unmapped == []


def test_what_is_open_to_everyone_is_listed_with_its_reason(app: Flask) -> None:
    guard = app.extensions["appbuilder"].sm.guard
    endpoints = {rule.endpoint for rule, _ in routes(app)}
    opened = {one for one in endpoints if guard.needed_at(one) is Open.everyone}
    assert opened - PUBLIC.keys() == OPEN_VIEWS.keys()
    assert PUBLIC.keys() <= endpoints
    assert all([*PUBLIC.values(), *OPEN_VIEWS.values()])


def test_stranger_comes_in_nowhere_else(app: Flask, client: Client) -> None:
    opened = PUBLIC.keys() | OPEN_VIEWS.keys()
    let_in = []
    for rule, method in routes(app):
        if rule.endpoint in opened:
            continue
        answer = client.open(address(rule), method=method)
        asked = answer.status_code == 401 or (answer.location or "").startswith("/login/")
        if not asked:
            let_in.append(f"{method} {rule.rule}: {answer.status_code}")
    assert let_in == []


def test_cookie_alone_changes_nothing(app: Flask, console: object) -> None:
    """Every route that changes something refuses a signed-in person without the form's token."""
    person = console("admin")  # type: ignore[operator]
    guard = app.extensions["appbuilder"].sm.guard
    went_on = []
    for rule, method in routes(app):
        if method == "GET" or rule.endpoint in {"SecurityApi.login", "SecurityApi.refresh"}:
            continue
        answer = person.open(address(rule), method=method)
        if answer.status_code not in {400, 403}:
            went_on.append(f"{method} {rule.rule}: {answer.status_code}")
        assert guard.needed_at(rule.endpoint)
    assert went_on == []


def test_new_route_without_a_rule_is_denied(app: Flask) -> None:
    guard = app.extensions["appbuilder"].sm.guard
    assert guard.needed_at("somewhere.new") is None


@pytest.mark.parametrize("endpoint", sorted(PUBLIC))
def test_public_route_needs_no_database(app: Flask, endpoint: str) -> None:
    assert endpoint in {rule.endpoint for rule in app.url_map.iter_rules()}
