"""Urging 催办 and supervising 督办 (DOMAIN §10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.journal.models import Notice, Outbox
from app.security import granted
from app.sla.models import SupervisionItem
from app.tickets.models import Ticket
from app.workflow.door import Ref, perform
from tests.workflow.stories import carried, dispatched, do, refused, ticket_of, who

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
FRIDAY = datetime(2026, 6, 5, 7, tzinfo=UTC)  # 15:00 in the county
DEMAND = {"demand": "请说明超时原因并限期办结", "reply_within": 2}


@pytest.fixture
def ticket() -> Iterator[int]:
    with clock.frozen(FRIDAY):
        yield ticket_of(dispatched(), "water").id


def row(ticket: int) -> Ticket:
    db.session.rollback()
    return db.session.get_one(Ticket, ticket)


def item(ticket: int) -> SupervisionItem:
    db.session.rollback()
    return db.session.scalars(
        select(SupervisionItem).where(SupervisionItem.subject_id == ticket)
    ).one()


def noticed(ticket: int, kind: str) -> list[int]:
    query = select(Notice).where(Notice.subject_id == ticket, Notice.kind == kind)
    return [one.organisation_id for one in db.session.scalars(query)]


@pytest.mark.parametrize("account", ["coordinator", "window"])
def test_ticket_is_urged_by_the_office_and_by_the_first_receiver(ticket: int, account: str) -> None:
    do("tickets", "urge", ticket, account)
    assert row(ticket).urged_at == FRIDAY
    assert noticed(ticket, "urge") == [row(ticket).organisation_id]
    assert "ticket.urge" in set(db.session.scalars(select(Outbox.topic)))


def test_urging_again_waits_for_a_working_day_and_says_until_when(ticket: int) -> None:
    do("tickets", "urge", ticket, "coordinator")
    again = datetime(2026, 6, 8, 7, tzinfo=UTC)
    with clock.frozen(again - timedelta(seconds=1)):
        error = refused("tickets", "urge", ticket, "window")
        assert error.status == 409
        assert "2026-06-08 15:00" in str(error), "the weekend doesn't count"
    with clock.frozen(again):
        do("tickets", "urge", ticket, "window")


def test_urging_after_the_fact_is_no_way_round_the_interval(ticket: int) -> None:
    long_ago = FRIDAY.isoformat()
    with clock.frozen(FRIDAY + timedelta(days=30)):
        do("tickets", "urge", ticket, "coordinator", occurred_at=long_ago)
        error = refused("tickets", "urge", ticket, "coordinator", occurred_at=long_ago)
    assert error.status == 409


def test_regulator_urges_whom_it_supervises_and_nobody_else(ticket: int) -> None:
    mine = row(ticket).organisation_id
    for supervised, refused_with in (({mine}, None), ({mine + 1}, 404)):
        regulator = replace(
            who("leader"),
            permissions=granted(["regulator"]),
            supervised_ids=frozenset(supervised),
        )
        (result,) = perform("tickets", "urge", [Ref(ticket)], regulator, {})
        assert (result.error and result.error.status) == refused_with


def test_whoever_is_urged_does_not_urge(ticket: int) -> None:
    assert refused("tickets", "urge", ticket, "water").status == 403


def test_supervision_waits_for_a_reply_counted_in_working_days(ticket: int) -> None:
    do("tickets", "supervise", ticket, "coordinator", **DEMAND)
    due = datetime(2026, 6, 9, 9, tzinfo=UTC)
    assert (item(ticket).reply_due_at, row(ticket).reply_due_at) == (due, due)
    assert noticed(ticket, "supervise") == [row(ticket).organisation_id]
    assert refused("tickets", "supervise", ticket, "coordinator", **DEMAND).status == 409


def test_reply_answers_the_item_and_the_office_hears_of_it(ticket: int) -> None:
    do("tickets", "supervise", ticket, "coordinator", **DEMAND)
    do("tickets", "reply_supervision", ticket, "water", reply="管材已到货，本周完工")
    answered = item(ticket)
    assert (answered.reply, answered.replied_at) == ("管材已到货，本周完工", FRIDAY)
    assert row(ticket).reply_due_at is None
    (office,) = noticed(ticket, "reply")
    assert office != answered.organisation_id
    assert refused("tickets", "reply_supervision", ticket, "water", reply="x").status == 409


def test_ticket_that_has_ended_still_owes_its_reply(ticket: int) -> None:
    do("tickets", "supervise", ticket, "coordinator", **DEMAND)
    carried(row(ticket).application_id, "water")
    do("tickets", "reply_supervision", ticket, "water", reply="已办结")
    assert item(ticket).reply == "已办结"


def test_nobody_else_supervises_or_replies(ticket: int) -> None:
    assert refused("tickets", "supervise", ticket, "window", **DEMAND).status == 403
    do("tickets", "supervise", ticket, "coordinator", **DEMAND)
    assert refused("tickets", "reply_supervision", ticket, "window", reply="x").status == 403
