"""A fact changes, or the organisation: which limits are chosen anew, and which begin anew."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.catalog.models import Route
from app.extensions import db
from app.foundation import clock
from app.journal.models import Event
from app.people.models import Organisation
from app.sla.models import Clock
from app.sla.states import ClockState, Holder, Node
from app.tickets.models import Ticket
from app.workflow.publication import announce
from tests.workflow.limited import FIVE, published, scheme
from tests.workflow.stories import WAY, carried, dispatched, do, ticket_of

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
TO_SCHEME = (("claim", {}), ("contact", {}), ("record_survey", {"external_works": True}))
SMALL = {"reason": "笔误", "power.main_capacity": {"value": "50", "unit": "kVA"}}


def at(day: int, hour: int, *, month: int = 6, minute: int = 0) -> datetime:
    """An instant of 2026 by the county's wall clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=clock.ZONE).astimezone(UTC)


def on_monday(organisation: str, way: Any = ()) -> Ticket:
    with clock.frozen(at(8, 9)):
        row_id = dispatched()
        carried(row_id, organisation, way)
    return ticket_of(row_id, organisation)


def clocks(ticket: Ticket, node: Node) -> list[Clock]:
    db.session.rollback()
    own = (Clock.subject_kind == "ticket") & (Clock.subject_id == ticket.id)
    found = db.session.scalars(select(Clock).where(own, Clock.node == node).order_by(Clock.id))
    return list(found)


def test_fact_found_during_a_pause_never_makes_late_at_its_end() -> None:
    ticket = on_monday("power", TO_SCHEME)
    with clock.frozen(at(25, 10, month=7)):
        do("tickets", "suspend", ticket.id, "power", reason="用户要求暂缓")
    with clock.frozen(at(27, 10, month=7)):
        do("applications", "amend", ticket.application_id, "window", **SMALL)
        do("tickets", "resume", ticket.id, "power")
    (whole,) = clocks(ticket, Node.ticket)
    assert whole.due_at == at(28, 17, month=7), "by the low voltage's limit it was over in June"


def test_limit_chosen_anew_is_journalled_on_its_ticket() -> None:
    ticket = on_monday("power", TO_SCHEME)
    with clock.frozen(at(9, 9)):
        do("applications", "amend", ticket.application_id, "window", **SMALL)
    last = select(Event).where(Event.subject_kind == "ticket", Event.subject_id == ticket.id)
    event = db.session.scalars(last.order_by(Event.id.desc()).limit(1)).one()
    moved = [at(4, 17, month=8).isoformat(), at(30, 17).isoformat()]
    assert event.changes["clock.ticket"] == moved


def test_rule_for_new_clocks_only_takes_none_over_when_some_other_fact_changes() -> None:
    ticket = on_monday("water", TO_SCHEME)
    with clock.frozen(at(9, 9)):
        published(FIVE, date(2026, 6, 9))
        slip = {"reason": "笔误", "water.meter_dn": "150"}
        do("applications", "amend", ticket.application_id, "window", **slip)
    assert scheme(ticket).due_at == at(10, 17), "two working days, as when it began"


def test_limit_to_claim_begins_anew_with_another_organisation() -> None:
    _served_by("unicom")
    ticket = on_monday("mobile")
    with clock.frozen(at(8, 15)):
        moved = {"organisation": "unicom", "reason": "不属本单位"}
        do("tickets", "transfer", ticket.id, "mobile", **moved)
    first, second = clocks(ticket, Node.claim)
    assert (first.state, first.stopped_at) == (ClockState.breached, at(8, 15))
    assert (second.started_at, second.due_at) == (at(8, 15), at(9, 10, minute=30))
    assert len(clocks(ticket, Node.ticket)) == 1, "the whole ticket's goes on"


def test_ticket_sent_back_from_approvals_is_no_longer_the_departments_time() -> None:
    ticket = on_monday("water", WAY[:5])
    with clock.frozen(at(9, 9)):
        do("tickets", "send_back", ticket.id, "water", reason="不属本单位")
    (whole,) = clocks(ticket, Node.ticket)
    assert whole.state is ClockState.running
    assert whole.spans[-1]["holder"] == Holder.first_receiver


def _served_by(organisation: str) -> None:
    """Another organisation serves mobile customers somewhere in the county too."""
    own = db.session.scalars(select(Organisation).where(Organisation.code == organisation)).one()
    place = {"service": "telecom", "option": "mobile", "township": "341522101"}
    db.session.add(Route(**place, organisation_id=own.id))
    announce(db.session())
    db.session.commit()
