"""Working days: the start's own day is not counted, the last one's close is due."""

from collections.abc import Sequence
from datetime import date, datetime

from app.foundation.messages import Message, say
from app.sla.kinds.kind import Kind
from app.sla.rules.calendar import Calendar
from app.sla.rules.counting import told
from app.sla.rules.days import Counted, count, workdays_on
from app.sla.rules.pauses import Pause, Span
from app.sla.rules.steps import Step, headed
from app.sla.rules.terms import Terms
from app.sla.states import AfterHours, Unit

NEXT_WORKDAY = AfterHours.next_workday


def due(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> datetime:
    """The close of the N-th working day after the start's."""
    if pauses or terms.after_hours is NEXT_WORKDAY:
        return counted(calendar, start, terms, pauses).due
    return calendar.close_after(start, terms.count)


def counted(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> Counted:
    """The same with all that led to it."""

    def last(day: date, spans: Sequence[Span]) -> date:
        return workdays_on(calendar, day, terms.count, spans)

    return count(calendar, start, terms, pauses, last)


def steps(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> list[Step]:
    """Each day with its number, or why it isn't counted."""

    def working(day: date, number: int) -> Message | None:
        if not calendar.is_working(day):
            return None
        return say("%(day)s: working day %(number)s", day=headed(calendar, day), number=number)

    return told(calendar, start, counted(calendar, start, terms, pauses), working)


def amount(terms: Terms) -> Message:
    """`5 working days`."""
    return say("%(count)s working days", count=terms.count)


KIND = Kind(Unit.workday, due, steps, amount)
