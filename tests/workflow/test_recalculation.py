"""A changed calendar moves open clocks in a batch, and tells no new promise (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.foundation.actor import Actor
from app.journal.models import Event
from app.sla.models import Clock, Recalculation, SlaRule
from app.sla.rules.revising import with_day
from app.sla.states import Migration, Node
from app.workflow import recalculation
from app.workflow.bundle.calendars import publish_calendar
from app.workflow.bundle.limits import publish_rule
from app.workflow.calendars.proposals import in_force
from app.workflow.publication import alone, announce
from app.workflow.recalculation import VERB, work_once
from app.workflow.slarules.migrating import migrate
from app.workflow.transaction import writing
from tests.console.reading import main_of
from tests.support.clients import Client
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
    assert event.changes == {
        "clock.permit": [at(5, 12, 17).isoformat(), at(5, 11, 17).isoformat()],
        "clock.ticket": [at(5, 21, 17).isoformat(), at(5, 20, 17).isoformat()],
    }
    assert event.input == {"cause": "calendar", "subject": "county", "revision": 3}
    assert job.moved >= 1


def test_the_timeline_tells_which_limit_moved(
    saturday_is_worked: Callable[[], None], console: Callable[..., Client]
) -> None:
    row_id = in_permits()
    saturday_is_worked()
    worked_off()
    words = main_of(console("water").get(f"/tickets/show/{ticket_of(row_id, 'water').id}").text)
    assert "时限重算" in words
    assert "2026-05-12 17:00 → 2026-05-11 17:00" in words


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


def test_a_job_goes_on_where_a_killed_worker_left_it(
    saturday_is_worked: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [in_permits() for _ in range(3)]
    saturday_is_worked()
    monkeypatch.setattr(recalculation, "STEP", 1)
    work_once(db.session())
    with monkeypatch.context() as killed:
        killed.setattr(recalculation, "move", _killed)
        with pytest.raises(KeyboardInterrupt):
            work_once(db.session())
    db.session.rollback()
    job = worked_off()
    assert (job.state, job.done) == ("done", job.total)
    for row_id in rows:
        assert clock_of(row_id, Node.permit).due_at == at(5, 11, 17)
    assert len(moved_events()) == len(rows), "each told once"


def test_two_workers_do_one_job_once(
    app: Flask, saturday_is_worked: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [in_permits() for _ in range(6)]
    saturday_is_worked()
    monkeypatch.setattr(recalculation, "STEP", 1)

    def work() -> None:
        with app.app_context():
            while db.session.scalar(select(Recalculation.id).where(Recalculation.state != "done")):
                work_once(db.session())

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work), pool.submit(work)]:
            done.result()
    job = worked_off()
    assert (job.state, job.done) == ("done", job.total)
    assert len(moved_events()) == len(rows), "each told once"


def test_a_clock_without_a_deadline_does_not_hold_up_the_others(
    saturday_is_worked: Callable[[], None],
) -> None:
    broken, sound = in_permits(), in_permits()
    one = clock_of(broken, Node.permit)
    one.started_at = datetime(1990, 1, 1, tzinfo=UTC)
    db.session.commit()
    saturday_is_worked()
    job = worked_off()
    assert (job.state, job.done) == ("done", job.total)
    assert clock_of(sound, Node.permit).due_at == at(5, 11, 17)
    assert clock_of(broken, Node.permit).due_at == at(5, 12, 17)


def test_a_stopped_clock_is_never_changed_by_later_calendars_and_rules() -> None:
    with clock.frozen(THURSDAY):
        for organisation in ("water", "gas"):
            row_id = dispatched()
            carried(row_id, organisation, WAY[:7])
        do("applications", "withdraw", row_id, "window", reason="用户不再需要")
    frozen = stopped()
    assert {one["state"] for one in frozen} == {"met", "void"}

    @settings(max_examples=4)
    @given(st.dates(date(2026, 4, 1), date(2026, 6, 30)), st.booleans(), st.integers(1, 9))
    def stays(day: date, is_open: bool, amount: int) -> None:
        edit_calendar(day, {"date": str(day), "open": is_open})
        edit_rules(amount)
        worked_off()
        assert stopped() == frozen

    stays()


def _killed(*_args: Any) -> Any:
    raise KeyboardInterrupt


def moved_events() -> Sequence[Event]:
    """Of permits, one for each case."""
    told = db.session.scalars(select(Event).where(Event.verb == VERB)).all()
    return [one for one in told if "clock.permit" in one.changes]


def stopped() -> list[dict[str, Any]]:
    """Every column of the clocks that have stopped."""
    db.session.rollback()
    rows = select(Clock.__table__).where(Clock.stopped_at.is_not(None)).order_by(Clock.id)
    return [dict(one) for one in db.session.execute(rows).mappings()]


def edit_calendar(day: date, row: Any) -> None:
    """In force at once, as a bundle would publish it."""
    with writing() as session:
        alone(session)
        document = with_day(in_force(session, "county").document, day, row)
        publish_calendar(session, document, "test", None)
        announce(session)


def edit_rules(amount: int) -> None:
    """Every rule in days gets another amount, for all open clocks."""
    with writing() as session:
        alone(session)
        rules = session.scalars(select(SlaRule).where(SlaRule.active)).all()
        made = [
            publish_rule(
                session, {**one.draft, "amount": amount}, "test", migration=Migration.all_open
            )
            for one in rules
            if one.draft["unit"] == "workday"
        ]
        announce(session)
        for version in made:
            migrate(session, version, Actor.system())
