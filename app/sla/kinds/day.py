"""Natural days: days off are counted, but the last day is a working day."""

from collections.abc import Sequence
from datetime import date, datetime

from app.sla.kinds.kind import Kind
from app.sla.rules.calendar import Calendar
from app.sla.rules.days import days_on, due_by_days
from app.sla.rules.pauses import Pause, Span
from app.sla.rules.terms import Terms
from app.sla.states import Unit


def due(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> datetime:
    """The close of the N-th day after the start's, or of the next working day."""

    def last(day: date, spans: Sequence[Span]) -> date:
        return days_on(calendar, day, terms.count, spans)

    return due_by_days(calendar, start, terms, pauses, last)


KIND = Kind(Unit.day, due)
