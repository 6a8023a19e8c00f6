"""Clocks start, pause and stop with the actions, in their transaction (DESIGN §3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.applications.models import Application
from app.extensions import db
from app.foundation import clock
from app.sla.models import Clock
from app.sla.states import Basis, ClockState, Holder, Node
from tests.workflow.stories import application, carried, dispatched, do, entered, ticket_of

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
MONDAY = datetime(2026, 6, 8, 1, tzinfo=UTC)  # 09:00 in the county
TO_SURVEY = (("claim", {}), ("contact", {}))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of June 2026 by the county's wall clock."""
    return datetime(2026, 6, day, hour, minute, tzinfo=clock.ZONE).astimezone(UTC)


def clocks(subject: object) -> dict[str, Clock]:
    db.session.rollback()
    found = db.session.scalars(
        select(Clock)
        .where(Clock.subject_id == subject.id, Clock.subject_kind == subject.__tablename__)
        .order_by(Clock.id)
    )
    return {one.node: one for one in found}


def in_june(organisation: str = "water") -> int:
    with clock.frozen(MONDAY):
        return dispatched()


def test_dispatch_starts_the_limit_to_claim_and_that_of_the_whole_ticket() -> None:
    ticket = ticket_of(in_june(), "water")
    found = clocks(ticket)
    assert set(found) == {Node.claim, Node.ticket}
    assert found[Node.claim].due_at == at(8, 13, 30)
    assert found[Node.ticket].due_at == at(25, 17), "12 working days, a holiday left out"
    assert ticket.due_at == at(8, 13, 30), "the nearest limit stands on the ticket"


def test_a_claim_in_time_is_met_and_the_next_limit_starts() -> None:
    row_id = in_june()
    with clock.frozen(at(8, 11)):
        do("tickets", "claim", ticket_of(row_id, "water").id, "water")
    found = clocks(ticket_of(row_id, "water"))
    assert (found[Node.claim].state, found[Node.claim].net_seconds) == (ClockState.met, 2 * 3600)
    assert found[Node.contact].due_at == at(9, 17)


@pytest.mark.parametrize(("second", "state"), [(0, ClockState.met), (1, ClockState.breached)])
def test_one_second_after_due_is_breached(second: int, state: ClockState) -> None:
    row_id = in_june()
    with clock.frozen(at(8, 13, 30).replace(second=second)):
        do("tickets", "claim", ticket_of(row_id, "water").id, "water")
    assert clocks(ticket_of(row_id, "water"))[Node.claim].state is state


def test_an_online_application_has_a_limit_to_be_checked_and_one_at_the_hall_has_none() -> None:
    with clock.frozen(MONDAY):
        online, hall = entered("online", channel="online"), entered("window")
        do("applications", "submit", online, "online")
        do("applications", "submit", hall, "window")
    assert set(clocks(application(online))) == {Node.check}
    assert clocks(application(hall)) == {}


def test_acceptance_starts_the_statutory_limit_of_joint_handling() -> None:
    found = clocks(application(in_june()))[Node.application]
    assert (found.basis, found.due_at) == (Basis.statutory, datetime(2026, 8, 11, 9, tzinfo=UTC))


def test_a_suspended_ticket_keeps_its_remaining_time_and_gets_it_back() -> None:
    row_id = in_june()
    ticket = ticket_of(row_id, "water")
    with clock.frozen(at(8, 10)):
        carried(row_id, "water", TO_SURVEY)
        do("tickets", "suspend", ticket.id, "water", reason="用户现场不具备施工条件")
    survey = clocks(ticket)[Node.survey]
    assert (survey.state, survey.due_at) == (ClockState.paused, None)
    assert survey.spans[-1]["holder"] == Holder.applicant
    with clock.frozen(at(10, 10)):
        do("tickets", "resume", ticket.id, "water")
    survey = clocks(ticket)[Node.survey]
    assert (survey.state, survey.due_at) == (ClockState.running, at(15, 17))
    assert survey.promised_at == at(15, 17), "the applicant is told again"


def test_the_time_of_approvals_does_not_count_for_the_whole_ticket() -> None:
    row_id = in_june()
    with clock.frozen(at(8, 10)):
        ticket = ticket_of(row_id, "water")
        for verb, data in (
            ("claim", {}),
            ("contact", {}),
            ("record_survey", {"external_works": True}),
            ("propose_scheme", {"scheme": "DN100"}),
            (
                "confirm_scheme",
                {
                    "agreement_number": "X",
                    "agreement_signed_on": "2026-06-08",
                    "agreement_form": "electronic",
                },
            ),
        ):
            do("tickets", verb, ticket.id, "water", **data)
        assert clocks(ticket)[Node.ticket].state is ClockState.running, "not asked for yet"
        do("tickets", "request_approvals", ticket.id, "water", kinds=["excavation"], works="…")
    found = clocks(ticket)
    assert found[Node.ticket].state is ClockState.paused
    assert found[Node.ticket].spans[-1]["holder"] == Holder.department
    assert ticket_of(row_id, "water").due_at == found[Node.permit].due_at == at(15, 17)


def test_no_external_works_chooses_the_shorter_limit_from_the_first_start() -> None:
    row_id = in_june()
    with clock.frozen(at(8, 10)):
        ticket = ticket_of(row_id, "water")
        do("tickets", "claim", ticket.id, "water")
        do("tickets", "contact", ticket.id, "water", external_works=False)
    assert clocks(ticket)[Node.ticket].due_at == at(10, 17)


def test_a_fact_found_late_never_makes_late_at_once() -> None:
    row_id = in_june()
    with clock.frozen(at(11, 10)):
        ticket = ticket_of(row_id, "water")
        do("tickets", "claim", ticket.id, "water")
        do("tickets", "contact", ticket.id, "water", external_works=False)
    assert clocks(ticket)[Node.ticket].due_at == at(12, 17)


def test_the_voltage_found_at_the_survey_chooses_the_rule_anew() -> None:
    row_id = in_june()
    ticket = ticket_of(row_id, "power")
    assert clocks(ticket)[Node.ticket].due_at == datetime(2026, 8, 4, 9, tzinfo=UTC), "40 days: HV"
    with clock.frozen(at(8, 10)):
        do("tickets", "claim", ticket.id, "power")
        do("tickets", "contact", ticket.id, "power", voltage="lv")
    assert clocks(ticket)[Node.ticket].due_at == at(30, 17), "15 days: LV"


def test_whoever_ends_a_case_stops_all_its_clocks() -> None:
    row_id = in_june()
    with clock.frozen(at(9, 9)):
        do("applications", "withdraw", row_id, "window", reason="用户不再需要")
    open_ones = db.session.scalars(
        select(Clock).where(Clock.application_id == row_id, Clock.stopped_at.is_(None))
    )
    assert open_ones.all() == []
    assert clocks(application(row_id))[Node.application].state is ClockState.void


def test_a_completed_case_has_no_open_clock_and_no_light() -> None:
    row_id = in_june()
    with clock.frozen(at(9, 9)):
        carried(row_id, "water")
    found = clocks(ticket_of(row_id, "water"))
    assert {one.state for one in found.values()} <= {ClockState.met, ClockState.breached}
    assert ticket_of(row_id, "water").due_at is None


def test_spans_add_up_to_the_time_of_the_clock() -> None:
    row_id = in_june()
    with clock.frozen(at(9, 9)):
        carried(row_id, "water")
    whole = clocks(ticket_of(row_id, "water"))[Node.ticket]
    edges = [whole.started_at.isoformat(), *(one["to"] for one in whole.spans)]
    assert [one["from"] for one in whole.spans] == edges[:-1]
    assert edges[-1] == whole.stopped_at.isoformat()


def test_the_database_refuses_to_change_a_stopped_clock() -> None:
    row_id = in_june()
    with clock.frozen(at(8, 11)):
        do("tickets", "claim", ticket_of(row_id, "water").id, "water")
    stopped = clocks(ticket_of(row_id, "water"))[Node.claim]
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(update(Clock).where(Clock.id == stopped.id).values(due_at=MONDAY))
    db.session.rollback()


def test_an_event_entered_after_the_fact_starts_its_clock_then() -> None:
    with clock.frozen(at(10, 9)):
        row_id = entered()
        do("applications", "accept", row_id, "window", occurred_at="2026-06-08T09:00:00+08:00")
    assert db.session.get_one(Application, row_id).due_at == datetime(2026, 8, 11, 9, tzinfo=UTC)
