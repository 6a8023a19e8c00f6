"""Natural days: days off are counted, but the last day is a working day."""

from collections.abc import Sequence
from datetime import date, datetime

from app.foundation.messages import Message, say
from app.sla.kinds.kind import Kind
from app.sla.rules.calendar import Calendar
from app.sla.rules.counting import told_natural
from app.sla.rules.days import Counted, count, days_on
from app.sla.rules.pauses import Pause, Span
from app.sla.rules.steps import Step
from app.sla.rules.terms import Terms
from app.sla.states import Unit


def due(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> datetime:
    """The close of the N-th day after the start's, or of the next working day."""
    return counted(calendar, start, terms, pauses).due


def counted(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> Counted:
    """The same with all that led to it."""

    def last(day: date, spans: Sequence[Span]) -> date:
        return days_on(calendar, day, terms.count, spans)

    return count(calendar, start, terms, pauses, last)


def steps(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> list[Step]:
    """Each day with its number, or why it isn't counted."""
    found = counted(calendar, start, terms, pauses)
    return told_natural(calendar, start, found, terms.count)


def amount(terms: Terms) -> Message:
    """`15 natural days`."""
    return say("%(count)s natural days", count=terms.count)


KIND = Kind(Unit.day, due, steps, amount)
