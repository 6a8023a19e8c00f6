"""A changed calendar moves open clocks in a batch, and tells no new promise (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.journal.models import Event
from app.sla.models import Clock, Recalculation
from app.sla.states import Node
from app.workflow.recalculation import VERB, work_once
from tests.workflow.bundles import edit
from tests.workflow.stories import WAY, carried, dispatched, do, ticket_of

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
TO_PERMIT = WAY[:5]


def at(month: int, day: int, hour: int) -> datetime:
    """An instant of 2026 by the county's wall clock."""
    return datetime(2026, month, day, hour, tzinfo=clock.ZONE).astimezone(UTC)


THURSDAY = at(4, 30, 9)


def without_saturday(document: Any) -> None:
    """The arrangement without its make-up workday, Saturday 2026-05-09."""
    for year in document["years"]:
        year["days"] = [one for one in year["days"] if one["date"] != "2026-05-09"]


@pytest.fixture
def saturday_is_worked(bundle: Callable[..., Result], draft: Path) -> Callable[[], None]:
    """The county works on no Saturday of May; called, it works on the 9th."""
    file = draft / "calendars" / "county.yaml"
    original = file.read_bytes()
    edit(file, without_saturday)
    assert bundle("apply", draft).exit_code == 0
    worked_off()

    def publish() -> None:
        file.write_bytes(original)
        assert bundle("apply", draft).exit_code == 0

    return publish


def worked_off() -> Recalculation:
    """All jobs done; the last one."""
    while work_once(db.session()):
        pass
    latest = select(Recalculation).order_by(Recalculation.id.desc()).limit(1)
    found: Recalculation = db.session.scalars(latest).one()
    return found


def clock_of(row_id: int, node: Node, organisation: str = "water") -> Clock:
    ticket = ticket_of(row_id, organisation)
    kind = (Clock.subject_kind == "ticket") & (Clock.subject_id == ticket.id)
    found: Clock = db.session.scalars(select(Clock).where(kind, Clock.node == node)).one()
    return found


def in_permits() -> int:
    """A case whose water ticket waits for approvals: five working days from Thursday 04-30."""
    with clock.frozen(THURSDAY):
        row_id = dispatched()
        carried(row_id, "water", TO_PERMIT)
    return row_id


def test_a_new_workday_moves_due_earlier_and_the_promise_stays(
    saturday_is_worked: Callable[[], None],
) -> None:
    row_id = in_permits()
    assert clock_of(row_id, Node.permit).due_at == at(5, 12, 17)
    saturday_is_worked()
    job = worked_off()
    found = clock_of(row_id, Node.permit)
    assert (found.due_at, found.promised_at) == (at(5, 11, 17), at(5, 12, 17))
    assert (job.state, job.done) == ("done", job.total)
    assert ticket_of(row_id, "water").due_at == at(5, 11, 17), "the list tells the same"


def test_each_moved_date_is_journalled_with_the_revision(
    saturday_is_worked: Callable[[], None],
) -> None:
    row_id = in_permits()
    saturday_is_worked()
    job = worked_off()
    ticket = ticket_of(row_id, "water")
    (event,) = db.session.scalars(
        select(Event).where(
            Event.verb == VERB, Event.subject_kind == "ticket", Event.subject_id == ticket.id
        )
    )
    moved = [at(5, 12, 17).isoformat(), at(5, 11, 17).isoformat()]
    assert event.changes == {"clock.permit": moved}
    assert event.input == {"cause": "calendar", "subject": "county", "revision": 3}
    assert job.moved >= 1


def test_a_paused_clock_is_told_its_new_remaining_time(
    saturday_is_worked: Callable[[], None],
) -> None:
    row_id = in_permits()
    with clock.frozen(THURSDAY):
        do("tickets", "suspend", ticket_of(row_id, "water").id, "water", reason="用户原因")
    before = clock_of(row_id, Node.permit).left_seconds
    saturday_is_worked()
    worked_off()
    after = clock_of(row_id, Node.permit)
    assert (after.due_at, after.left_seconds) == (None, before), "five days are five days"
