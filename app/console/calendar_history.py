"""What was done to a calendar while a form was open."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.console import display
from app.console.timeline import verb_label
from app.journal.models import Event
from app.sla.models import CalendarProposal
from app.workflow.calendars.proposals import KIND, in_force

MOST = 20


def _of(calendar: str, query: Select[Any]) -> Select[Any]:
    own = select(CalendarProposal.id).where(CalendarProposal.calendar == calendar)
    return query.where(Event.subject_kind == KIND, Event.subject_id.in_(own))


def last_event(session: Session, calendar: str) -> int:
    """What a form of this calendar carries as its version: the last thing done to it, or 0."""
    return session.scalar(_of(calendar, select(func.max(Event.id)))) or 0


def told_since(session: Session, calendar: str, seen: int) -> dict[str, Any]:
    """The template's `stale`: who did what since; a bundle's revision stands in no journal."""
    query = _of(calendar, select(Event)).where(Event.id > seen)
    missed = session.scalars(query.order_by(Event.id.desc()).limit(MOST)).all()[::-1]
    now = in_force(session, calendar)
    return {
        "events": [
            {
                "who": one.actor_name,
                "when": display.moment(one.recorded_at),
                "what": verb_label(KIND, one.verb),
            }
            for one in missed
        ],
        "who": display.author(now.prepared_by),
        "when": display.moment(now.published_at),
        "what": str(now),
        "rows": [],
    }
