"""The sweep: levels that are due are told, pauses that have expired end (DESIGN §3).

Any number of workers may sweep at once. Whatever a batch tells is committed with the clocks it
advanced, so a killed worker leaves nothing half told; what others hold is skipped, not waited for.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, null, select, update
from sqlalchemy.orm import Session

from app.approvals.models import Approval
from app.extensions import db
from app.foundation import clock as house_clock
from app.foundation.actor import Actor
from app.foundation.base import UTCDateTime
from app.foundation.errors import Stale
from app.sla.models import Clock
from app.sla.queries import Limits, limits
from app.sla.rules import clock as ticking
from app.sla.rules.calendar import CalendarError
from app.workflow.approvals.silence import deem
from app.workflow.door import Ref, perform
from app.workflow.levels import Fired, tell
from app.workflow.nouns import NOUNS, Noun
from app.workflow.transaction import writing

log = logging.getLogger(__name__)

BATCH = 200
"""Clocks in one transaction."""
FACE = "worker"
NOW = bindparam("now", type_=UTCDateTime)
DUE = select(
    exists().where(Clock.next_level_at <= NOW),
    exists().where(Clock.pause_expires_at <= NOW),
    exists().where(Approval.due_at <= NOW, Approval.ended_at.is_(None)),
)
"""Whether there is anything to do: three looks at the ends of three indexes."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one round did, and whether there may be more to do."""

    levels: int = 0
    pauses: int = 0
    deemed: int = 0
    found: bool = False


def sweep(batch: int = BATCH) -> Swept:
    """One round: a batch of due levels, a batch of expired pauses; nothing due costs one look.

    Commits by itself.
    """
    now = house_clock.now()
    levels_due, pauses_due, approvals_due = _look(db.session(), now)
    levels = tell_levels(now, batch) if levels_due else 0
    pauses = end_pauses(now, batch) if pauses_due else 0
    deemed = deem(now, batch) if approvals_due else 0
    return Swept(levels, pauses, deemed, levels_due or pauses_due or deemed > 0)


def _look(session: Session, now: datetime) -> tuple[bool, ...]:
    """Whether a level, the end of a pause, an approval is due: by the indexes, without a lock."""
    found = session.execute(DUE, {"now": now}).one()
    session.rollback()
    return tuple(map(bool, found))


def tell_levels(now: datetime, batch: int = BATCH) -> int:
    """Fire the next levels that are due, in the order of their instants; how many were told.

    After an outage the levels of all clocks are caught up with in that order, batch after batch.
    """
    query = select(Clock).where(Clock.next_level_at <= now)
    query = query.order_by(Clock.next_level_at, Clock.id).limit(batch)
    with writing() as session:
        clocks = session.scalars(
            query.with_for_update(skip_locked=True), execution_options={"populate_existing": True}
        ).all()
        if not clocks:
            return 0
        until = clocks[-1].next_level_at if len(clocks) == batch else now
        # Rules are read after the clocks: a clock's own can't be newer than what is known.
        known = limits(session)
        fired = [found for one in clocks for found in _fire(one, known, until or now, now)]
        return tell(session, fired, now)


def _fire(one: Clock, known: Limits, until: datetime, now: datetime) -> Sequence[Fired]:
    rule, calendar = known.versions[one.rule_version_id], known.calendar
    try:
        return [Fired(one, found) for found in ticking.fire(one, rule, calendar, until, now)]
    except CalendarError as error:
        log.error("clock %s is silent from now on, for want of a calendar: %s", one.id, error)  # noqa: TRY400  # the sentence says it all
        one.next_level_at = None
        return []


def end_pauses(now: datetime, batch: int = BATCH) -> int:
    """Resume what was paused until now, as of the expiry of its pause; how many rows."""
    return sum(_end_pauses(NOUNS[noun], now, batch) for noun in ("tickets", "approvals"))


def _end_pauses(noun: Noun, now: datetime, batch: int) -> int:
    session, model = db.session(), noun.model
    expiry = func.min(Clock.pause_expires_at)
    expired = session.execute(
        select(model.id, model.version, expiry, _first_day(model))
        .join(Clock, Clock.subject_id == model.id)
        .where(Clock.subject_kind == noun.kind, Clock.pause_expires_at <= now)
        .group_by(model.id, model.version)
        .order_by(expiry, model.id)
        .limit(batch)
    ).all()
    session.rollback()
    return sum(
        _resume(noun, Ref(pk, {version}), at, _ending(first_day, at))
        for pk, version, at, first_day in expired
        if at
    )


def _first_day(model: Any) -> Any:
    """What tickets wait for beside a suspension: the first day of a joint dig."""
    return func.min(getattr(model, "waits_until", null()))


def _ending(first_day: date | None, expired_at: datetime) -> str:
    """By which verb such a pause ends."""
    dig = first_day is not None and house_clock.start_of(first_day) <= expired_at
    return "follow_merge" if dig else "resume"


def _resume(noun: Noun, ref: Ref, expired_at: datetime, verb: str) -> bool:
    """Through the door like everybody; whoever changed the row meanwhile was right."""
    data = {"occurred_at": expired_at.isoformat()}
    actor = Actor.system(FACE)
    (result,) = perform(noun.name, verb, [ref], actor, data)
    if result.error is None or isinstance(result.error, Stale):
        return result.error is None
    log.warning("%s %s does not resume by itself: %s", noun.kind, ref.id, result.error)
    with writing() as session:
        session.execute(
            update(Clock)
            .where(
                Clock.subject_kind == noun.kind,
                Clock.subject_id == ref.id,
                Clock.pause_expires_at <= expired_at,
            )
            .values(pause_expires_at=None)
        )
    return False
