"""Months: the same day N months on, counted as that many natural days."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from app.sla.kinds.kind import Kind
from app.sla.rules.calendar import Calendar
from app.sla.rules.days import days_on, due_by_days
from app.sla.rules.pauses import Pause, Span
from app.sla.rules.terms import Terms
from app.sla.states import Unit


def months_after(day: date, count: int) -> date:
    """The same day `count` months on, or that month's last."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> datetime:
    """The close of that day, or of the next working day; days left out come on top."""

    def last(day: date, spans: Sequence[Span]) -> date:
        return days_on(calendar, day, (months_after(day, terms.count) - day).days, spans)

    return due_by_days(calendar, start, terms, pauses, last)


KIND = Kind(Unit.month, due)
