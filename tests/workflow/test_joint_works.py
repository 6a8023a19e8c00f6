"""Synchronised construction and acceptance: who waits for whom, and what sets the date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Forbidden, Invalid, WrongState
from app.journal.models import Notice
from app.sitework.models.joint_works import Dependency
from app.sla.models import Clock
from app.sla.states import ClockState, Holder, Node
from app.tickets.models import Ticket
from app.tickets.states import Stage
from tests.workflow.stories import WAY, carried, dispatched, do, refused, ticket_of

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]

TO_PERMIT = WAY[:5]
TO_CONSTRUCTION = WAY[:6]
BUILT = (*TO_CONSTRUCTION, *WAY[6:8])


def under_construction(*organisations: str) -> int:
    row_id = dispatched()
    for one in organisations:
        carried(row_id, one, TO_CONSTRUCTION)
    return row_id


def waits(row_id: int, organisation: str, other: str, **more: str) -> None:
    on = ticket_of(row_id, other).number
    asked = {"ticket": on, "reason": "共用管沟"} | more
    do("tickets", "wait_for", ticket_of(row_id, organisation).id, organisation, **asked)


def dependencies() -> list[Dependency]:
    db.session.rollback()
    return list(db.session.scalars(select(Dependency)))


def clock_of(ticket: Ticket, node: Node) -> Clock:
    query = select(Clock).where(Clock.subject_kind == "ticket", Clock.subject_id == ticket.id)
    return db.session.scalars(query.where(Clock.node == node)).one()


def test_waiting_is_told_in_the_ledger_and_ends_when_the_other_has_built() -> None:
    row_id = under_construction("gas", "water")
    waits(row_id, "gas", "water")
    gas = ticket_of(row_id, "gas")
    running = clock_of(gas, Node.construct)
    last = running.spans[-1]
    assert (last["holder"], last["reason"]) == (Holder.utility, "waits:供水企业")
    assert running.state is ClockState.running, "the promise to the customer stands"
    carried(row_id, "water", WAY[6:8])
    assert [one.ended_at is not None for one in dependencies()] == [True]
    gas = ticket_of(row_id, "gas")
    assert gas.depends_on_id is None
    assert "reason" not in clock_of(gas, Node.construct).spans[-1]


def test_the_one_that_is_waited_for_is_told() -> None:
    row_id = under_construction("gas", "water")
    waits(row_id, "gas", "water")
    told = db.session.scalars(select(Notice).where(Notice.kind == "waited_for")).one()
    water = ticket_of(row_id, "water")
    assert (told.subject_id, told.organisation_id) == (water.id, water.organisation_id)


def test_waiting_until_connected_outlasts_construction() -> None:
    row_id = under_construction("gas", "water")
    waits(row_id, "gas", "water", milestone="connected")
    carried(row_id, "water", WAY[6:9])
    assert ticket_of(row_id, "gas").depends_on_id is not None
    carried(row_id, "water", WAY[9:10])
    assert ticket_of(row_id, "gas").depends_on_id is None


def test_nobody_waits_in_a_circle() -> None:
    row_id = under_construction("gas", "water", "power")
    waits(row_id, "gas", "water")
    waits(row_id, "water", "power")
    asked = {"ticket": ticket_of(row_id, "gas").number, "reason": "管线交叉"}
    error = refused("tickets", "wait_for", ticket_of(row_id, "power").id, "power", **asked)
    assert isinstance(error, Invalid)
    assert "ticket" in error.errors


def test_waiting_stops_by_hand_and_with_the_end_of_either_ticket() -> None:
    row_id = under_construction("gas", "water")
    waits(row_id, "gas", "water")
    do("tickets", "stop_waiting", ticket_of(row_id, "gas").id, "gas")
    assert ticket_of(row_id, "gas").depends_on_id is None
    waits(row_id, "gas", "water")
    do("applications", "withdraw", row_id, "window", reason="用户不再需要")
    assert all(one.ended_at for one in dependencies())


def test_who_waits_waits_for_one_at_a_time_and_only_its_own_utility_says_so() -> None:
    row_id = under_construction("gas", "water")
    waits(row_id, "gas", "water")
    asked = {"ticket": ticket_of(row_id, "power").number, "reason": "共用管沟"}
    gas = ticket_of(row_id, "gas").id
    assert isinstance(refused("tickets", "wait_for", gas, "gas", **asked), WrongState)
    assert isinstance(refused("tickets", "stop_waiting", gas, "window"), Forbidden)


def test_one_time_of_inspection_for_all_that_are_built() -> None:
    row_id = under_construction("gas", "water", "power")
    carried(row_id, "water", WAY[6:8])
    asked = {"inspection_at": "2026-12-01T10:00:00+08:00"}
    do("tickets", "schedule_inspection", ticket_of(row_id, "water").id, "water", **asked)
    assert ticket_of(row_id, "gas").inspection_at == ticket_of(row_id, "water").inspection_at
    assert ticket_of(row_id, "mobile").inspection_at is None, "it has nothing to inspect"


def test_defects_lead_back_to_construction() -> None:
    row_id = dispatched()
    carried(row_id, "water", BUILT)
    water = ticket_of(row_id, "water")
    do("tickets", "require_rework", water.id, "water", defects="回填不密实")
    water = ticket_of(row_id, "water")
    assert (water.stage, water.construction_started_at) == (Stage.construct, None)
    carried(row_id, "water", WAY[6:])
    assert ticket_of(row_id, "water").ended_at is not None


def test_the_end_of_the_other_is_no_end_of_waiting_before_it_began() -> None:
    with clock.frozen(clock.now() - timedelta(hours=2)):
        row_id = under_construction("gas", "water")
    waits(row_id, "gas", "water")
    found = dependencies()[0]
    early = (found.since - timedelta(hours=1)).isoformat()
    water = ticket_of(row_id, "water").id
    do("tickets", "decline", water, "water", reason="x", legal_basis="y", occurred_at=early)
    assert dependencies()[0].ended_at == found.since
