"""Open clocks moved in a batch: after a calendar or a rule changed (DESIGN §3).

A job is a row of `recalculation`; each of its steps is one transaction over the clocks of some
applications, so it can be watched, stopped, killed and gone on with, by any number of workers.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.approvals.models import Approval
from app.extensions import begin_writing
from app.foundation import clock as house_clock
from app.foundation.actor import Actor
from app.foundation.registry import Registry
from app.journal.models import Event
from app.sla.models import Clock, Recalculation
from app.sla.rules.calendar import CalendarError
from app.sla.rules.deadline import DeadlineError
from app.sla.states import Basis, ClockState
from app.tickets.models import Ticket
from app.workflow import journalling

log = logging.getLogger(__name__)

FACE = "worker"
VERB = "recalculate"
"""The journal's tag."""
STEP = 100
"""Applications in one transaction: some thousand clocks."""
BREATH = 0.05
"""Seconds between steps on SQLite, where who waits to write asks again every so often."""
TIMED = (
    "rule_version_id", "calendar_revision", "extended_by", "floor_at", "floor_since", "due_at",
    "promised_at", "soon_at", "left_seconds", "level_revision", "next_level", "next_level_at",
    "state",
)  # fmt: skip
"""What may be changed of a clock."""
LIVE = ("waiting", "running")

Change = Callable[[Clock], None]
"""What is done to one open clock, in memory; may raise CalendarError or DeadlineError."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A clock whose due moved; None where it was, or is, paused."""

    clock: Clock
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """Who moves clocks, and what the journal keeps of the occasion."""

    actor: Actor
    occasion: Mapping[str, Any] = field(default_factory=dict)


def move(session: Session, clocks: Iterable[Clock], change: Change, told: Told) -> list[Shift]:
    """Change open clocks, their rows' lights with them, and journal each moved date.

    The caller holds the locks of the rows and the clocks (`lock`), and commits. A clock without a
    deadline by its calendar stays as it was, and is logged. What was changed is read anew when
    somebody asks for it.
    """
    shifts: list[Shift] = []
    changed: list[tuple[Clock, dict[str, Any]]] = []
    with session.no_autoflush:
        for one in clocks:
            before = _timed(one)
            try:
                change(one)
            except (CalendarError, DeadlineError) as error:
                log.warning("clock %s can't be computed: %s", one.id, error)
                session.expire(one)
                continue
            after = _timed(one)
            if after != before:
                changed.append((one, after))
            if before["due_at"] != after["due_at"]:
                shifts.append(Shift(one, before["due_at"], after["due_at"]))
        journalling.write(session, [(one, []) for one in _events(shifts, told)])
        _write(session, changed)
    return shifts


def _timed(one: Clock) -> dict[str, Any]:
    return {name: getattr(one, name) for name in TIMED}


def _write(session: Session, changed: Sequence[tuple[Clock, dict[str, Any]]]) -> None:
    """All in one statement, which the unit of work would not do; then what the rows show."""
    if not changed:
        return
    rows = [{"id": one.id, **values} for one, values in changed]
    touched: dict[str, set[int]] = defaultdict(set)
    for one, _ in changed:
        touched[one.subject_kind].add(one.subject_id)
        session.expire(one)
    session.execute(update(Clock), rows)
    for model in (Application, Ticket, Approval):
        _light(session, model, touched[model.__tablename__])


def lock(session: Session, applications: Sequence[int]) -> None:
    """The rows of these applications, in the order in which everybody locks them."""
    keys = {
        Application: Application.id,
        Ticket: Ticket.application_id,
        Approval: Approval.application_id,
    }
    for model, column in keys.items():
        rows = select(model.id).where(column.in_(applications))
        session.execute(rows.order_by(model.id).with_for_update())


def _light(session: Session, model: Any, ids: Iterable[int]) -> None:
    """The nearest limit repeated on the rows, as `clocks.summarise` does in memory."""
    mine = (
        (Clock.subject_kind == model.__tablename__)
        & (Clock.subject_id == model.id)
        & Clock.stopped_at.is_(None)
    )
    running = mine & (Clock.state == ClockState.running)
    left = select(func.min(Clock.left_seconds)).where(mine).scalar_subquery()
    runs = select(Clock.id).where(running).exists()
    values = {
        "due_at": select(func.min(Clock.due_at)).where(running).scalar_subquery(),
        "soon_at": select(func.min(Clock.soon_at)).where(running).scalar_subquery(),
        "left_seconds": case((runs, None), else_=left),
    }
    if wanted := sorted(ids):
        session.execute(
            update(model).where(model.id.in_(wanted)).values(values),
            execution_options={"synchronize_session": False},
        )


def _events(shifts: Iterable[Shift], told: Told) -> Iterable[dict[str, Any]]:
    """One for each subject with dates that moved."""
    moved: dict[tuple[str, int], list[Shift]] = defaultdict(list)
    for one in shifts:
        if one.before and one.after:
            moved[one.clock.subject_kind, one.clock.subject_id].append(one)
    for (kind, pk), own in moved.items():
        yield Event.row(
            told.actor,
            subject_kind=kind,
            subject_id=pk,
            application_id=own[0].clock.application_id,
            verb=VERB,
            changes={path_of(one.clock): [_iso(one.before), _iso(one.after)] for one in own},
            input=dict(told.occasion),
        )


def path_of(one: Clock) -> str:
    """`clock.<node>`; a statutory limit says so, for both can run beside each other."""
    return f"clock.{one.node}" + (".statutory" if one.basis is Basis.statutory else "")


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


# ---------------------------------------------------------------- jobs
@dataclass(frozen=True)
class Cause:
    """What a kind of job does: which open clocks it looks at, and what it makes of each."""

    concerned: Callable[[Session, Recalculation], ColumnElement[bool]]
    change: Callable[[Session, Recalculation, Sequence[Clock]], Change]


CAUSES: Registry[str, Cause] = Registry("cause of a recalculation")
"""`recalculation.cause` → what to do."""


def ask(
    session: Session, cause: str, subject: str, asked_by: str, detail: Mapping[str, Any]
) -> Recalculation:
    """A job for the workers, in the transaction of what made it necessary."""
    job = Recalculation(cause=cause, subject=subject, asked_by=asked_by, detail=dict(detail))
    count = select(func.count()).select_from(Clock).where(_open(session, job))
    job.total = session.scalars(count).one()
    session.add(job)
    session.flush()
    return job


def work_once(session: Session) -> bool:
    """One step of the oldest job that nobody else works at, committed; False when there is none.

    A step that can't be done, other than for the database, makes the job a failed one.
    """
    waiting = select(Recalculation).where(_ripe()).order_by(Recalculation.id)
    if session.scalar(waiting.limit(1).with_only_columns(Recalculation.id)) is None:
        session.rollback()
        return False
    begin_writing(session)
    job = session.scalar(waiting.limit(1).with_for_update(skip_locked=True))
    if job is None:
        session.rollback()
        return False
    job_id = job.id
    try:
        _step(session, job)
        session.commit()
    except (InterfaceError, OperationalError):
        session.rollback()
        raise
    except Exception:
        log.exception("recalculation %s failed", job_id)
        session.rollback()
        _fail(session, job_id)
    if session.get_bind().dialect.name == "sqlite":
        time.sleep(BREATH)
    return True


def _ripe() -> ColumnElement[bool]:
    """Not done, and not waiting for its day."""
    day = Recalculation.not_before
    return Recalculation.state.in_(LIVE) & (day.is_(None) | (day <= house_clock.now()))


def _open(session: Session, job: Recalculation) -> ColumnElement[bool]:
    return Clock.stopped_at.is_(None) & CAUSES[job.cause].concerned(session, job)


def _step(session: Session, job: Recalculation) -> None:
    chosen = select(Clock.application_id).where(
        _open(session, job), Clock.application_id > job.last_id
    )
    chosen = chosen.distinct().order_by(Clock.application_id).limit(STEP)
    applications = session.scalars(chosen).all()
    lock(session, applications)
    own = select(Clock).where(_open(session, job), Clock.application_id.in_(applications))
    clocks = session.scalars(
        own.order_by(Clock.id).with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    told = Told(Actor.system(FACE), {"cause": job.cause, "subject": job.subject, **job.detail})
    job.moved += len(move(session, clocks, CAUSES[job.cause].change(session, job, clocks), told))
    job.done += len(clocks)
    job.total = max(job.total, job.done)
    job.state = "running"
    job.last_id = max(applications, default=job.last_id)
    if len(applications) < STEP:
        job.state, job.total, job.finished_at = "done", job.done, house_clock.now()


def _fail(session: Session, job_id: int) -> None:
    begin_writing(session)
    session.execute(
        update(Recalculation)
        .where(Recalculation.id == job_id)
        .values(state="failed", finished_at=house_clock.now())
    )
    session.commit()
