"""Working days: the start's own day is not counted, the last one's close is due."""

from collections.abc import Sequence
from datetime import date, datetime

from app.sla.kinds.kind import Kind
from app.sla.rules.calendar import Calendar
from app.sla.rules.days import due_by_days, start_day, workdays_on
from app.sla.rules.pauses import Pause, Span
from app.sla.rules.terms import Terms
from app.sla.states import Unit


def due(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> datetime:
    """The close of the N-th working day after the start's."""
    if not pauses:
        begun = start_day(calendar, start, terms.after_hours)
        return calendar.close(calendar.workday_after(begun, terms.count))

    def last(day: date, spans: Sequence[Span]) -> date:
        return workdays_on(calendar, day, terms.count, spans)

    return due_by_days(calendar, start, terms, pauses, last)


KIND = Kind(Unit.workday, due)
