"""Warnings are told once, in working hours, to those the rule names (DESIGN §3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from app.extensions import db
from app.foundation import clock
from app.journal.models import Notice, Outbox
from app.people.models import Organisation, StaffProfile
from app.sla.models import Clock, ClockLevel
from app.sla.states import Node
from app.tickets.models import Ticket
from app.tickets.states import TicketState
from app.workflow.sweep import sweep
from tests.workflow.stories import dispatched, do, ticket_of

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
WATER = {"water": {"business_type": "new", "meter_dn": "100", "dual_supply": False}}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of June 2026 by the county's wall clock."""
    return datetime(2026, 6, day, hour, minute, tzinfo=clock.ZONE).astimezone(UTC)


@pytest.fixture
def ticket() -> Ticket:
    """Dispatched on Monday 8 June at 9: to be claimed within 3.5 working hours, by 13:30."""
    with clock.frozen(at(8, 9)):
        return ticket_of(dispatched(services=WATER), "water")


def swept(instant: datetime) -> tuple[int, int]:
    """Sweep until nothing is due any more: levels told, pauses ended."""
    levels = pauses = 0
    with clock.frozen(instant):
        while (done := sweep()).found:
            levels, pauses = levels + done.levels, pauses + done.pauses
    return levels, pauses


def told(node: Node = Node.claim) -> list[tuple[str, str, str]]:
    """Level, audience and organisation of each notice about this limit."""
    db.session.rollback()
    rows = db.session.execute(
        select(Notice, Organisation.code)
        .join(Organisation, Organisation.id == Notice.organisation_id)
        .where(Notice.kind == "level")
        .order_by(Notice.id)
    )
    return [
        (one.params["code"], one.audience, code) for one, code in rows if one.params["node"] == node
    ]


def test_what_is_due_soon_is_told_to_the_organisation_once(ticket: Ticket) -> None:
    assert swept(at(8, 11, 47)) == (0, 0)
    assert swept(at(8, 11, 48))[0] == 1, "80 % of 3.5 hours"
    assert swept(at(8, 11, 59)) == (0, 0)
    assert told() == [("soon", "organisation", "water")]


def test_what_is_overdue_is_told_to_the_lead_and_later_to_the_office(ticket: Ticket) -> None:
    lead = select(StaffProfile).join(Organisation).where(Organisation.code == "water")
    db.session.scalars(lead).first().leads = True
    db.session.commit()
    swept(at(8, 13, 30))
    assert told()[1:] == [("overdue", "organisation", "water"), ("overdue", "lead", "water")]
    swept(at(9, 16))
    assert told()[3:] == [("escalated", "coordinator", "office")]


def test_without_a_lead_the_organisation_is_told_once(ticket: Ticket) -> None:
    swept(at(8, 13, 30))
    assert told() == [("soon", "organisation", "water"), ("overdue", "organisation", "water")]


def test_other_channels_get_each_notice_by_the_outbox(ticket: Ticket) -> None:
    swept(at(8, 13, 30))
    waiting = db.session.scalars(select(Outbox).where(Outbox.topic == "sla.level")).all()
    assert [one.payload["code"] for one in waiting] == ["soon", "overdue"]
    assert {one.payload["number"] for one in waiting} == {ticket.number}


def test_after_an_outage_levels_are_told_in_order_and_marked_late(ticket: Ticket) -> None:
    swept(at(10, 10))
    rows = db.session.scalars(select(ClockLevel).order_by(ClockLevel.id)).all()
    reached = [one.reached_at for one in rows]
    assert reached == sorted(reached)
    late = {(one.level, one.reached_at): one.late_seconds for one in rows}
    assert late["overdue", at(8, 13, 30)] == (24 * 2 - 3.5) * 3600
    assert db.session.scalars(select(Notice.params)).first()["late_seconds"] > 0


def test_what_an_outage_kept_back_is_not_told_at_night(ticket: Ticket) -> None:
    assert swept(at(8, 22)) == swept(at(9, 8, 59)) == (0, 0)
    assert swept(at(9, 9))[0] == 2
    assert [code for code, _, _ in told()] == ["soon", "overdue"]


def test_levels_of_many_clocks_are_caught_up_with_in_the_order_of_their_instants() -> None:
    for hour in (9, 10, 11):
        with clock.frozen(at(8, hour)):
            dispatched(services=WATER)
    with clock.frozen(at(10, 10)):
        while sweep(batch=2).found:
            pass
    reached = db.session.scalars(select(ClockLevel.reached_at).order_by(ClockLevel.id)).all()
    assert len(reached) > 4
    assert reached == sorted(reached)


def test_what_falls_due_at_closing_time_is_told_when_the_office_opens(ticket: Ticket) -> None:
    with clock.frozen(at(8, 9, 30)):
        do("tickets", "claim", ticket.id, "water")
    swept(at(9, 16))
    assert swept(at(9, 20)) == swept(at(10, 8, 59)) == (0, 0)
    assert swept(at(10, 9))[0] == 1
    overdue = select(ClockLevel).where(ClockLevel.level == "overdue")
    found = db.session.scalars(overdue).one()
    assert (found.reached_at, found.late_seconds) == (at(9, 17), 0)


def test_a_paused_clock_tells_nothing_and_is_armed_again_when_due_moves(ticket: Ticket) -> None:
    with clock.frozen(at(8, 9, 30)):
        do("tickets", "claim", ticket.id, "water")
        do("tickets", "contact", ticket.id, "water")
    survey = select(Clock).where(Clock.node == Node.survey)
    assert swept(at(11, 10, 30))[0] == 1
    first = db.session.scalars(survey).one().level_revision
    with clock.frozen(at(11, 11)):
        do("tickets", "suspend", ticket.id, "water", reason="用户现场不具备施工条件")
    assert db.session.scalars(survey).one().next_level_at is None
    swept(at(16, 10))
    with clock.frozen(at(16, 10)):
        do("tickets", "resume", ticket.id, "water")
    again = db.session.scalars(survey).one()
    assert again.level_revision > first
    swept(at(18, 9))
    codes = [code for code, _, _ in told(Node.survey)]
    assert codes.count("soon") == 2, "once for each due date"


def test_a_pause_that_moves_nothing_tells_nothing_twice(ticket: Ticket) -> None:
    with clock.frozen(at(8, 9, 30)):
        do("tickets", "claim", ticket.id, "water")
        do("tickets", "contact", ticket.id, "water")
    swept(at(11, 10, 30))
    before = told(Node.survey)
    assert before == [("soon", "organisation", "water")]
    with clock.frozen(at(11, 11)):
        do("tickets", "suspend", ticket.id, "water", reason="用户现场不具备施工条件")
    with clock.frozen(at(11, 13)):
        do("tickets", "resume", ticket.id, "water")
    swept(at(11, 16))
    assert told(Node.survey) == before


def test_a_stopped_clock_tells_nothing(ticket: Ticket) -> None:
    with clock.frozen(at(8, 11)):
        do("tickets", "claim", ticket.id, "water")
    swept(at(9, 12))
    assert told() == []


def test_an_expired_pause_ends_at_its_expiry_and_says_so(ticket: Ticket) -> None:
    with clock.frozen(at(8, 9, 30)):
        do("tickets", "claim", ticket.id, "water")
        do("tickets", "contact", ticket.id, "water")
    with clock.frozen(at(9, 10)):
        do("tickets", "suspend", ticket.id, "water", reason="用户现场不具备施工条件")
        expiry = clock.end_of(clock.local(at(11, 0)).date())
        db.session.execute(
            update(Clock).where(Clock.left_seconds.is_not(None)).values(pause_expires_at=expiry)
        )
        db.session.commit()
    assert swept(at(11, 17)) == (0, 0)
    assert swept(at(16, 9))[1] == 1
    db.session.rollback()
    assert db.session.get_one(Ticket, ticket.id).state is TicketState.in_progress
    survey = db.session.scalars(select(Clock).where(Clock.node == Node.survey)).one()
    pause = next(one for one in survey.spans if one.get("paused"))
    assert datetime.fromisoformat(pause["to"]) == expiry
    (notice,) = db.session.scalars(select(Notice).where(Notice.kind == "resume"))
    assert notice.params == {"number": ticket.number}
