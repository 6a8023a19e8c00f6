"""A longer limit: asked before due, decided by somebody else, once (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.journal.models import Event, Notice
from app.sla.models import Clock, Extension
from app.sla.states import ClockState, Node
from app.workflow.door import Ref, perform
from tests.workflow.stories import carried, dispatched, do, refused, ticket_of, who

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
ASKED = {"node": "survey", "amount": 2, "reason": "地下管线复杂"}
TO_SURVEY = (("claim", {}), ("contact", {}))


def at(day: int, hour: int) -> datetime:
    """An instant of June 2026 by the county's wall clock."""
    return datetime(2026, 6, day, hour, tzinfo=clock.ZONE).astimezone(UTC)


@pytest.fixture
def ticket() -> Iterator[int]:
    """At the survey since Monday morning: due on Thursday the 11th at 17:00."""
    with clock.frozen(at(8, 9)):
        row_id = dispatched()
        carried(row_id, "water", TO_SURVEY)
        yield ticket_of(row_id, "water").id


def survey(ticket: int) -> Clock:
    db.session.rollback()
    of = (Clock.subject_kind == "ticket") & (Clock.subject_id == ticket)
    return db.session.scalars(select(Clock).where(of, Clock.node == Node.survey)).one()


def decide(ticket: int, *, approve: bool = True) -> None:
    data = {"node": "survey", "approve": approve, "answer": "同意"}
    do("tickets", "decide_extension", ticket, "coordinator", **data)


def extension(ticket: int) -> Extension:
    db.session.rollback()
    return db.session.scalars(select(Extension).where(Extension.ticket_id == ticket)).one()


def last_event(ticket: int) -> Event:
    of = (Event.subject_kind == "ticket") & (Event.subject_id == ticket)
    return db.session.scalars(select(Event).where(of).order_by(Event.id.desc()).limit(1)).one()


def test_approved_extension_counts_from_the_first_start_and_is_told_as_the_new_promise(
    ticket: int,
) -> None:
    do("tickets", "request_extension", ticket, "water", **ASKED)
    assert survey(ticket).due_at == at(11, 17), "nothing moves by asking"
    assert last_event(ticket).input["unit"] == "workday"
    decide(ticket)
    assert (survey(ticket).due_at, survey(ticket).promised_at) == (at(15, 17), at(15, 17))
    moved = last_event(ticket).changes["clock.survey"]
    assert moved == [at(11, 17).isoformat(), at(15, 17).isoformat()]


def test_refused_extension_moves_nothing(ticket: int) -> None:
    do("tickets", "request_extension", ticket, "water", **ASKED)
    decide(ticket, approve=False)
    assert survey(ticket).due_at == at(11, 17)
    assert extension(ticket).state == "refused"


def test_decision_after_due_undoes_the_breach_and_says_so(ticket: int) -> None:
    do("tickets", "request_extension", ticket, "water", **ASKED)
    with clock.frozen(at(12, 10)):
        assert survey(ticket).due_at < clock.now()
        decide(ticket)
    assert survey(ticket).due_at == at(15, 17)
    assert last_event(ticket).input["undone"] is True


def test_extension_is_asked_for_once(ticket: int) -> None:
    do("tickets", "request_extension", ticket, "water", **ASKED)
    error = refused("tickets", "request_extension", ticket, "water", **ASKED)
    assert (error.status, list(error.errors)) == (422, ["node"]), "the whole ticket's may be"


def test_extension_is_asked_for_before_due(ticket: int) -> None:
    with clock.frozen(at(30, 10)):
        assert refused("tickets", "request_extension", ticket, "water", **ASKED).status == 409


def test_it_may_be_asked_for_and_approved_while_paused(ticket: int) -> None:
    do("tickets", "suspend", ticket, "water", reason="用户要求暂缓")
    do("tickets", "request_extension", ticket, "water", **ASKED)
    decide(ticket)
    assert survey(ticket).state is ClockState.paused
    with clock.frozen(at(9, 9)):
        do("tickets", "resume", ticket, "water")
    assert survey(ticket).due_at == at(16, 17), "the day of the pause and the two days"


def test_pause_after_due_opens_no_way_to_an_extension(ticket: int) -> None:
    with clock.frozen(at(12, 10)):
        do("tickets", "suspend", ticket, "water", reason="用户要求暂缓")
        error = refused("tickets", "request_extension", ticket, "water", **ASKED)
    assert list(error.errors) == ["node"], "the whole ticket's may still be"


def test_whoever_asked_does_not_decide(ticket: int) -> None:
    do("tickets", "request_extension", ticket, "water", **ASKED)
    row = extension(ticket)
    row.asked_by_id = who("coordinator").user_id
    db.session.commit()
    data = {"node": "survey", "approve": True, "answer": "同意"}
    assert refused("tickets", "decide_extension", ticket, "coordinator", **data).status == 403


def test_extension_that_nobody_decided_lapses_with_its_clock(ticket: int) -> None:
    do("tickets", "request_extension", ticket, "water", **ASKED)
    do("tickets", "record_survey", ticket, "water", external_works=True)
    assert extension(ticket).state == "lapsed"
    data = {"node": "survey", "approve": True, "answer": "同意"}
    assert refused("tickets", "decide_extension", ticket, "coordinator", **data).status == 409


def test_office_hears_of_the_request_and_the_utility_of_the_decision(ticket: int) -> None:
    do("tickets", "request_extension", ticket, "water", **ASKED)
    decide(ticket)
    kinds = db.session.scalars(select(Notice.kind).where(Notice.subject_id == ticket))
    assert {"extension_asked", "extension_approved"} <= set(kinds)


def test_several_are_decided_in_one_go() -> None:
    with clock.frozen(at(8, 9)):
        rows = [dispatched() for _ in range(2)]
        refs = [Ref(ticket_of(one, "gas").id) for one in rows]
        for one in refs:
            do("tickets", "request_extension", one.id, "gas", **ASKED | {"node": "claim"})
        data = {"node": "claim", "approve": True, "answer": "同意"}
        results = perform("tickets", "decide_extension", refs, who("coordinator"), data)
    assert [one.error for one in results] == [None, None]
