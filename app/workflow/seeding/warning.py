"""Warnings of invented histories: told when they were due, the older ones seen."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.sla.models import Clock
from app.sla.queries import Limits
from app.sla.rules import clock as ticking
from app.workflow.levels import Fired, remember

UNSEEN = timedelta(days=2)
"""Only what is younger still waits to be seen."""


def warn(session: Session, limits: Limits, application_ids: Sequence[int], now: datetime) -> None:
    """Tell what the open clocks of these applications have reached by now."""
    due = select(Clock).where(
        Clock.application_id.between(min(application_ids), max(application_ids)),
        Clock.next_level_at <= now,
    )
    fired = [
        Fired(one, reached)
        for one in session.scalars(due.order_by(Clock.id))
        for reached in ticking.fire(one, limits.versions[one.rule_version_id], limits.calendar, now)
    ]
    remember(session, fired, now - UNSEEN)
    session.flush()
    session.expunge_all()
