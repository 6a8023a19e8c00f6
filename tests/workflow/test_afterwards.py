"""What is entered after the fact, or done after a pause had expired: clocks go by what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.sla.models import Clock
from app.sla.queries import limits
from app.sla.rules.clock import held
from app.sla.states import ClockState, Node
from tests.workflow.stories import (
    WAY,
    approvals_of,
    carried,
    dispatched,
    do,
    entered,
    refused,
    ticket_of,
)

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
TO_SURVEY = (("claim", {}), ("contact", {}))
SURVEYED = {"external_works": True}
PAUSED = {"reason": "用户要求暂缓"}
TENTH = clock.end_of(datetime(2026, 6, 10, tzinfo=UTC).date()).isoformat()


def at(day: int, hour: int) -> datetime:
    """An instant of June 2026 by the county's wall clock."""
    return datetime(2026, 6, day, hour, tzinfo=clock.ZONE).astimezone(UTC)


@pytest.fixture
def case() -> int:
    """At the survey since Monday morning: due on Thursday the 11th at 17:00."""
    with clock.frozen(at(8, 9)):
        row_id = dispatched()
        carried(row_id, "water", TO_SURVEY)
    return row_id


def survey(case: int) -> Clock:
    db.session.rollback()
    of = (Clock.subject_kind == "ticket") & (Clock.subject_id == ticket_of(case, "water").id)
    return db.session.scalars(select(Clock).where(of, Clock.node == Node.survey)).one()


def water(case: int, now: datetime, verb: str, **data: Any) -> None:
    with clock.frozen(now):
        do("tickets", verb, ticket_of(case, "water").id, "water", **data)


def pauses(one: Clock) -> list[Mapping[str, Any]]:
    return [span for span in one.spans if span.get("paused")]


def assert_adds_up(one: Clock) -> None:
    parts = list(held(one.spans, limits(db.session()).calendar, one.stopped_at))
    assert one.spans[-1]["to"] == one.stopped_at.isoformat()
    assert sum(gross for _, gross, _ in parts) == one.gross_seconds
    assert sum(net for _, _, net in parts) == one.net_seconds


def test_what_was_done_before_a_pause_leaves_the_pause_out(case: int) -> None:
    water(case, at(10, 10), "suspend", **PAUSED)
    water(case, at(10, 12), "resume")
    water(case, at(10, 15), "record_survey", **SURVEYED, occurred_at=at(9, 15).isoformat())
    found = survey(case)
    assert (found.stopped_at, pauses(found)) == (at(9, 15), [])
    assert_adds_up(found)


def test_what_was_done_during_a_pause_ends_it(case: int) -> None:
    water(case, at(9, 10), "suspend", **PAUSED)
    water(case, at(15, 12), "resume")
    water(case, at(15, 15), "record_survey", **SURVEYED, occurred_at=at(11, 15).isoformat())
    found = survey(case)
    assert (found.state, found.due_at) == (ClockState.met, at(15, 17)), "two days given back"
    assert_adds_up(found)


def test_whoever_resumes_late_gets_no_more_than_the_pause_allowed(case: int) -> None:
    water(case, at(9, 10), "suspend", **PAUSED, until="2026-06-10")
    water(case, at(15, 12), "resume")
    found = survey(case)
    assert [one["to"] for one in pauses(found)] == [TENTH]
    assert found.due_at == at(12, 17)


def test_a_case_withdrawn_after_its_pause_expired_was_paused_until_then(case: int) -> None:
    water(case, at(9, 10), "suspend", **PAUSED, until="2026-06-10")
    with clock.frozen(at(15, 12)):
        do("applications", "withdraw", case, "window")
    found = survey(case)
    assert [one["to"] for one in pauses(found)] == [TENTH]
    assert_adds_up(found)


# ---------------------------------------------------------------- how early it can have happened
def too_early(noun: str, verb: str, row_id: int, by: str, when: datetime, **data: Any) -> str:
    error = refused(noun, verb, row_id, by, **data, occurred_at=when.isoformat())
    assert (error.status, list(error.errors)) == (422, ["occurred_at"])
    return str(error.errors["occurred_at"][0])


def test_no_step_lies_before_the_one_that_it_follows(case: int) -> None:
    ticket = ticket_of(case, "water").id
    with clock.frozen(at(10, 15)):
        told = too_early("tickets", "record_survey", ticket, "water", at(8, 8), **SURVEYED)
        assert "2026-06-08 09:00" in told
        for verb, data in WAY[2:8]:
            carried(case, "water", [(verb, data)])
    with clock.frozen(at(12, 15)):
        do("tickets", "inspect", ticket, "water")
        too_early("tickets", "connect", ticket, "water", at(10, 16))
        assert ticket_of(case, "water").connected_at is None


def test_nothing_lies_before_its_receipt_which_itself_may_be_entered_late() -> None:
    with clock.frozen(at(10, 9)):
        row_id = entered()
        do("applications", "accept", row_id, "window", occurred_at=at(8, 9).isoformat())
        too_early("applications", "dispatch", row_id, "window", at(8, 8))
        do("applications", "dispatch", row_id, "window", occurred_at=at(8, 10).isoformat())
        ticket = ticket_of(row_id, "water").id
        too_early("tickets", "urge", ticket, "coordinator", at(8, 9))
        do("tickets", "claim", ticket, "water", occurred_at=at(8, 11).isoformat())


def test_decision_does_not_lie_before_the_request(case: int) -> None:
    with clock.frozen(at(10, 15)):
        carried(case, "water", WAY[2:5])
        ticket = ticket_of(case, "water").id
        do("tickets", "request_approvals", ticket, "water", **WAY[5][1])
        (one,) = approvals_of(ticket)
        said = {"decision": "approved", "opinion": "同意"}
        too_early("approvals", "decide", one.id, "citymgmt", at(10, 14), **said)


def test_minute_in_which_it_happened_is_exact_enough() -> None:
    with clock.frozen(at(8, 9) + timedelta(seconds=40)):
        row_id = dispatched()
        ticket = ticket_of(row_id, "water")
        do("tickets", "claim", ticket.id, "water", occurred_at=at(8, 9).isoformat())
    assert ticket_of(row_id, "water").claimed_at == at(8, 9) + timedelta(seconds=40)


def test_receipt_of_long_ago_is_taken() -> None:
    row_id = entered()
    do("applications", "accept", row_id, "window", occurred_at="2001-06-08T09:00:00+08:00")
    do("applications", "dispatch", row_id, "window", occurred_at="2001-06-08T09:00:00+08:00")
