"""What a joint dig does to due dates: foreseen before, and right to the day afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.sitework.models.digs import Dig
from app.sla.models import Clock
from app.sla.queries import limits
from app.sla.states import Basis, ClockState, Node
from app.tickets.models import Ticket
from app.workflow.foresight import expected, whole_clocks
from app.workflow.sweep import sweep
from tests.workflow.excavations import MONDAY, Pair, merge, ticket
from tests.workflow.stories import WAY, carried, do

pytestmark = pytest.mark.engines
FIRST_DAY = datetime(2026, 6, 14, 16, 0, tzinfo=UTC)
"""The 15th begins in the county."""


@pytest.fixture
def pair(session: Any) -> Pair:
    return Pair()


def whole(row: Ticket, basis: Basis = Basis.promised) -> Clock:
    db.session.rollback()
    query = select(Clock).where(Clock.subject_kind == "ticket", Clock.subject_id == row.id)
    found = query.where(Clock.node == Node.ticket, Clock.basis == basis)
    one: Clock = db.session.scalars(found).one()
    return one


def day(instant: datetime | None) -> str:
    assert instant is not None
    return f"{clock.local(instant):%m-%d %H:%M}"


def foreseen(pair: Pair) -> dict[str, tuple[str, str]]:
    """Organisation → due before and after, as it is shown before anybody agrees."""
    db.session.rollback()
    digs = [db.session.get_one(Dig, one.id) for one in (pair.gas_dig, pair.water_dig)]
    session = db.session()
    found = expected(limits(session), whole_clocks(session, digs), digs, merge().starts_on, MONDAY)
    return {one.dig.organisation.code: (day(one.due.before), day(one.due.after)) for one in found
            if one.due}  # fmt: skip


def swept() -> None:
    while sweep().found:
        pass


def test_due_moves_as_foreseen_to_the_day_and_the_leads_does_not(pair: Pair) -> None:
    pair.propose()
    # 12 working days from the 1st; without the 2nd to the 15th, and the 19th is a holiday.
    assert foreseen(pair) == {
        "gas": ("06-17 17:00", "06-17 17:00"),
        "water": ("06-17 17:00", "07-02 17:00"),
    }
    assert day(whole(pair.water).due_at) == "06-17 17:00"
    agreed = pair.answer("yes")
    assert day(whole(pair.gas).due_at) == "06-17 17:00"
    waiting = whole(pair.water)
    assert (waiting.state, waiting.due_at) == (ClockState.paused, None)
    assert waiting.spans[-1]["reason"] == f"dig:{agreed.number}"
    assert waiting.pause_expires_at == FIRST_DAY
    (part,) = [one for one in merge().parts if one.ticket_id == pair.water.id]
    assert (day(part.due_before), day(part.due_after)) == ("06-17 17:00", "07-02 17:00")
    with clock.frozen(FIRST_DAY):
        swept()
    assert day(whole(pair.water).due_at) == "07-02 17:00"
    assert ticket(pair.water.id).waits_until is None


def test_steps_before_construction_go_on_while_it_waits(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    db.session.rollback()
    nodes = select(Clock).where(Clock.subject_id == pair.water.id, Clock.node == Node.permit)
    step = db.session.scalars(nodes.where(Clock.stopped_at.is_(None))).one()
    assert (step.state, day(step.due_at)) == (ClockState.running, "06-08 17:00")


def test_refused_merge_leaves_the_clocks_as_they_were(pair: Pair) -> None:
    before = whole(pair.water)
    told = before.due_at, list(before.spans), before.state
    pair.propose()
    pair.answer("no", reason="已订货")
    after = whole(pair.water)
    assert (after.due_at, list(after.spans), after.state) == told


def test_calling_it_off_gives_back_the_days_that_are_left(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    with clock.frozen(datetime(2026, 6, 8, 1, 0, tzinfo=UTC)):
        do("tickets", "cancel_dig", pair.gas.id, "gas", dig=str(pair.gas_dig.id))
    # Paused from the 1st to the 8th: five working days.
    assert day(whole(pair.water).due_at) == "06-25 17:00"


def test_suspension_within_the_waiting_goes_on_after_it(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    with clock.frozen(datetime(2026, 6, 8, 1, 0, tzinfo=UTC)):
        do("tickets", "suspend", pair.water.id, "water", reason="用户要求", until="2026-06-23")
    assert str(whole(pair.water).spans[-1]["reason"]).startswith("dig:")
    with clock.frozen(FIRST_DAY):
        swept()
    suspended = whole(pair.water)
    assert (suspended.state, suspended.spans[-1]["reason"]) == (ClockState.paused, "用户要求")
    with clock.frozen(datetime(2026, 6, 24, 1, 0, tzinfo=UTC)):
        swept()
    resumed = ticket(pair.water.id)
    assert (resumed.state, whole(resumed).state) == ("in_progress", ClockState.running)


def test_waiting_goes_on_after_a_suspension_within_it(pair: Pair) -> None:
    with clock.frozen(MONDAY):
        do("tickets", "suspend", pair.water.id, "water", reason="用户要求", until="2026-06-05")
    pair.propose()
    pair.answer("yes")
    assert whole(pair.water).spans[-1]["reason"] == "用户要求"
    with clock.frozen(datetime(2026, 6, 6, 1, 0, tzinfo=UTC)):
        swept()
    waiting = whole(pair.water)
    assert waiting.state is ClockState.paused
    assert waiting.spans[-1]["reason"] == f"dig:{merge().number}"
    assert waiting.pause_expires_at == FIRST_DAY


def test_time_runs_for_a_ticket_that_starts_anew_whatever_it_agreed_to_before(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    with clock.frozen(MONDAY):
        do("tickets", "send_back", pair.water.id, "water", reason="派单单位有误")
        do("applications", "dispatch", pair.water.application_id, "window")
    assert whole(pair.water).state is ClockState.running


def test_rework_does_not_wait_again_for_a_joint_dig_that_the_ticket_has_used(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    with clock.frozen(MONDAY):
        carried(pair.water.application_id, "water", WAY[5:8])  # its day is still ahead
        dug = ticket(pair.water.id)
        assert (dug.stage, dug.waits_until, dug.waits_for) == ("inspect", None, None)
        do("tickets", "require_rework", pair.water.id, "water", defects="回填不实")
    again = ticket(pair.water.id)
    assert (again.stage, again.waits_until) == ("construct", None)
    assert whole(again).state is ClockState.running
