"""What digging together would do to each partner's due date, before anybody agrees to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation import clock
from app.sitework.models.digs import Dig
from app.sitework.rules.digs import in_order
from app.sitework.rules.stretches import saved
from app.sla.models import Clock
from app.sla.queries import Limits
from app.sla.rules.calendar import CalendarError
from app.sla.rules.waiting import Foreseen, foresee
from app.sla.states import Basis, Node
from app.workflow.digging import whole_of


@dataclass(frozen=True, slots=True)
class Expected:
    """One partner: what others dig for it, until when it waits, and its due without and with it."""

    dig: Dig
    metres_saved: int
    waits_until: date | None
    """None for whoever leads, and where the first day has come."""
    due: Foreseen | None
    """None where no promised limit runs on the whole ticket."""


def expected(
    known: Limits, clocks: Iterable[Clock], digs: Iterable[Dig], first_day: date, at: datetime
) -> list[Expected]:
    """Each of them, whoever leads first, if they were dug together from `first_day` on."""
    ordered, running = in_order(digs), list(clocks)
    today = clock.local(at).date()
    found = []
    for dig, metres in zip(ordered, saved(ordered), strict=True):
        waits = dig is not ordered[0] and first_day > today
        own = [one for one in running if one.subject_id == dig.ticket_id]
        until = clock.start_of(first_day) if waits else None
        due = after_waiting(known, own, until, at)
        found.append(Expected(dig, metres, first_day if waits else None, due))
    return found


def after_waiting(
    known: Limits | None, clocks: Sequence[Clock], until: datetime | None, at: datetime
) -> Foreseen | None:
    """Promised due of the whole ticket without and with waiting until then; `None`: nobody waits.

    None where no such limit is open, or where the calendar ends before the due.
    """
    whole = [one for one in clocks if one.node is Node.ticket and one.basis is Basis.promised]
    if known is None or not whole:
        return None
    rule = known.versions[whole[0].rule_version_id]
    try:
        return foresee(whole[0], rule, known.calendar, at, until or at)
    except CalendarError:
        return None


def whole_clocks(session: Session, digs: Iterable[Dig]) -> list[Clock]:
    """The promised limits that are open on the tickets of these excavations: one statement."""
    tickets = sorted({one.ticket_id for one in digs})
    if not tickets:
        return []
    return list(session.scalars(select(Clock).where(whole_of(tickets))))
