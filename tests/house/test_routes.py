"""Every route asks for something: a new one without a rule fails here by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_appbuilder import BaseView, expose
from werkzeug.routing import Rule

from app import create_app
from app.access.accounts import find
from app.access.rules import PUBLIC, Open, allowed
from app.extensions import db
from app.people.queries import actor_of
from config import Settings
from tests.support.clients import Client

OPEN_VIEWS = {
    "AuthView.login": "one signs in here",
    "AuthView.logout": "signing out twice does no harm",
    "LocaleView.index": "the language of the login page",
    "LooksView.choose": "everybody may read as it is easiest for them; sets a cookie, no more",
    "SecurityApi.login": "programs sign in here; wrong passwords are counted",
    "SecurityApi.refresh": "asks for a refresh token of its own",
}
"""Routes of views that are open to everyone, each with the reason. Portal pages come here."""

ACCOUNTS = (
    "admin",
    "coordinator",
    "window",
    "online",
    "power",
    "planning",
    "leader",
    "auditor",
    "power-api",
)
"""One demo account of every role that has one."""
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


def test_cookie_alone_changes_nothing(app: Flask, console: Callable[..., Client]) -> None:
    """Every route that changes something refuses a signed-in person without the form's token."""
    person = console("admin")
    went_on = []
    for rule, method in routes(app):
        if method == "GET" or rule.endpoint in {"SecurityApi.login", "SecurityApi.refresh"}:
            continue
        answer = person.open(address(rule), method=method)
        if answer.status_code not in {400, 403}:
            went_on.append(f"{method} {rule.rule}: {answer.status_code}")
    assert went_on == []


class Undeclared(BaseView):
    """A view whose author forgot to say who may come in."""

    @expose("/page")
    def page(self) -> str:
        return "in"


def test_new_route_without_a_rule_is_denied(empty_database: str) -> None:
    app = create_app(Settings(database_url=empty_database, secret_key="x" * 32))
    app.add_url_rule("/new", "new", lambda: "in")
    builder = app.extensions["appbuilder"]
    with app.app_context():
        builder.add_view_no_menu(Undeclared)
    for endpoint in ("new", "Undeclared.page"):
        assert builder.sm.guard.needed_at(endpoint) is None
    client = Client(app)
    assert client.get("/new").status_code == 302
    assert client.get("/undeclared/page").status_code == 302


@pytest.mark.parametrize("account", ACCOUNTS)
def test_role_is_refused_wherever_the_table_does_not_let_it_in(
    app: Flask, api: Callable[..., Client], account: str
) -> None:
    """By token, so that nothing but the role decides; every route, every method."""
    program = api(account)
    guard = app.extensions["appbuilder"].sm.guard
    with app.app_context():
        actor = actor_of(find(db.session, account), "api")
    wrong = []
    for rule, method in routes(app):
        may = allowed(guard.needed_at(rule.endpoint), actor)
        if may and method != "GET":
            continue
        status = program.open(address(rule), method=method).status_code
        if (status == 403) is may or status in {401, 500}:
            wrong.append(f"{method} {rule.rule}: {status}, though may={may}")
    assert wrong == []
