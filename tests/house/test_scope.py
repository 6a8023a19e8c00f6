"""No row leaves without the one predicate: every role × every route, with rows it must not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.applications.models import Application
from app.applications.queries import visible_to as visible_applications
from app.approvals.models import Approval
from app.approvals.queries import visible_to as visible_approvals
from app.foundation.permissions import Permission
from app.security import granted
from app.tickets.models import Ticket
from app.tickets.queries import visible_to as visible_tickets
from tests.house.test_routes import ACCOUNTS, routes
from tests.support.clients import Client
from tests.workflow.meetings import agreed, planned
from tests.workflow.permits import ask, at_permits
from tests.workflow.stories import application, dispatched, do, entered, ticket_of, who

ROLES = (*ACCOUNTS, "water", "gas", "mobile")
NOUNS = {"applications": Application, "tickets": Ticket, "approvals": Approval}
VISIBLE = {
    "applications": visible_applications,
    "tickets": visible_tickets,
    "approvals": visible_approvals,
}
VERBS = {"applications": "accept", "tickets": "claim", "approvals": "decide"}
FILLED = {"name": "claim", "filename": "none.css", "locale": "zh", "version": "v1"}
CHOSEN = ("630 千伏安", "DN100", "1000 兆")
"""Answers of one utility's block each, as a page shows them."""


@pytest.fixture
def county(scene: Callable[..., Any], session: Any) -> None:
    """A case with every utility, one with the departments, one waiting, one entered online."""
    scene("scopes", played)


def played(app: Flask) -> None:
    with app.app_context():
        entered_and_handled()


def entered_and_handled() -> None:
    ask(at_permits("gas"), "excavation", by="gas")
    case = dispatched()
    do("tickets", "supervise", ticket_of(case, "gas").id, "coordinator", demand="x")
    entered()
    row_id = entered("online", channel="online", enterprise="安徽网络申请有限公司")
    do("applications", "submit", row_id, "online")
    about_all(case)


def about_all(case: int) -> None:
    """Meetings of everybody about every ticket, with ids like those of rows that are hidden."""
    numbers = [one.number for one in application(case).tickets]
    items = [{"subject": "x", "number": one, "cause": "other"} for one in numbers]
    for number in numbers:
        row = planned(items=items, participants=["power", "water", "gas", "planning", "hall"])
        agreed(row, number=number)
        agreed(row, number=number, organisation="planning")


def hidden(session: Any, account: str) -> dict[str, dict[int, str]]:
    """Noun → id → number of the rows that this account must not see."""
    actor = who(account)
    return {
        noun: dict(
            session.execute(
                select(model.id, model.number).where(
                    model.id.not_in(select(model.id).where(VISIBLE[noun](actor)))
                )
            ).all()
        )
        for noun, model in NOUNS.items()
    }


def addresses(app: Flask, noun: str, row_id: int) -> Iterator[tuple[str, str, bool]]:
    """Method, address and whether it names the row: every route, filled in with this row."""
    verb = VERBS[noun]
    for rule, method in routes(app):
        values = {name: FILLED.get(name, str(row_id)) for name in rule.arguments}
        values |= {"noun": noun, "verb": verb}
        about = f"/{noun}/" in rule.rule or "<noun>" in rule.rule
        built = rule.build({name: values[name] for name in rule.arguments})
        assert built is not None
        yield method, built[1], about and "pk" in rule.arguments


def asked_once(app: Flask, unseen: dict[str, dict[int, str]]) -> dict[tuple[str, str], bool]:
    """What to ask about one hidden row of each noun: many addresses are the same for all."""
    found: dict[tuple[str, str], bool] = {}
    for noun, rows in unseen.items():
        for row_id in list(rows)[:1]:
            for method, address, names_it in addresses(app, noun, row_id):
                found[method, address] = found.get((method, address), False) or names_it
    return found


@pytest.mark.parametrize("account", ROLES)
def test_row_out_of_scope_is_absent_from_every_route(
    app: Flask, session: Any, county: None, api: Callable[..., Client], account: str
) -> None:
    program, unseen = api(account), hidden(session, account)
    numbers = {number for rows in unseen.values() for number in rows.values()}
    reads_journal = who(account).may(Permission.journal_read)
    leaks = []
    for (method, address), names_it in asked_once(app, unseen).items():
        if reads_journal and address.startswith("/journal/"):
            continue  # the auditor's own task: the journal names its subjects
        if method == "GET" or names_it:
            answer = program.open(address, method=method, json={} if method != "GET" else None)
            told = {one for one in numbers if one in answer.text}
            wrong = names_it and answer.status_code not in {403, 404, 405}
            if wrong or told:
                leaks.append(f"{method} {address}: {answer.status_code} {sorted(told)}")
    assert leaks == []


@pytest.mark.parametrize("noun", NOUNS)
def test_bulk_action_leaves_out_what_is_not_visible(
    session: Any, county: None, api: Callable[..., Client], noun: str
) -> None:
    rows = hidden(session, "water")[noun]
    answer = api("water").post(
        f"/api/v1/{noun}/actions/{VERBS[noun]}",
        json={"ids": list(rows), "input": {}},
    )
    if answer.status_code == 200:
        assert {one["status"] for one in answer.json["result"]} == {404}
    assert not any(number in answer.text for number in rows.values())


def test_utility_sees_its_own_block_of_the_form_and_no_other(
    session: Any, county: None, console: Callable[..., Client], api: Callable[..., Client]
) -> None:
    under_way = Application.state == "in_progress"
    row_id = session.scalars(select(Application.id).where(under_way)).first()
    page = console("water").get(f"/applications/show/{row_id}").text
    assert [one in page for one in CHOSEN] == [False, True, False]
    answer = api("water").get(f"/api/v1/applications/{row_id}").json["result"]
    assert list(answer["services"]) == ["water"]
    assert [one["service"] for one in answer["tickets"]] == ["water"]


def test_regulator_and_township_see_what_is_theirs(session: Any, county: None) -> None:
    """Roles without a demo account, asked at the predicate."""
    power = session.scalars(select(Ticket).where(Ticket.service == "power")).first()
    regulator = replace(
        who("leader"),
        permissions=granted(["regulator"]),
        supervised_ids=frozenset({power.organisation_id}),
    )
    seen = session.scalars(select(Ticket).where(visible_tickets(regulator))).all()
    assert {(one.service, one.state) for one in seen} == {("power", "dispatched")}
    township = replace(who("leader"), permissions=granted(["township"]), township="341522100")
    assert session.scalars(select(Ticket).where(visible_tickets(township))).all() == []
