"""Months: the same day N months on, counted as that many natural days."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from app.foundation.messages import Message, say
from app.sla.kinds.kind import Kind
from app.sla.rules.calendar import Calendar
from app.sla.rules.counting import told_natural
from app.sla.rules.days import Counted, count, days_on
from app.sla.rules.pauses import Pause, Span
from app.sla.rules.steps import Step, StepKind, dated
from app.sla.rules.terms import Terms
from app.sla.states import Unit


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> datetime:
    """The close of that day, or of the next working day; days left out come on top."""
    return counted(calendar, start, terms, pauses).due


def counted(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> Counted:
    """The same with all that led to it."""

    def last(day: date, spans: Sequence[Span]) -> date:
        return days_on(calendar, day, _days(day, terms), spans)

    return count(calendar, start, terms, pauses, last)


def _days(day: date, terms: Terms) -> int:
    return (months_after(day, terms.count) - day).days


def steps(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> list[Step]:
    """How many days the months are; then each day with its number, or why it isn't counted."""
    found = counted(calendar, start, terms, pauses)
    days = _days(found.begun, terms)
    said = say(
        "From %(begun)s to %(same)s are %(count)s days",
        begun=dated(found.begun),
        same=dated(months_after(found.begun, terms.count)),
        count=days,
    )
    return [Step(StepKind.terms, None, said), *told_natural(calendar, start, found, days)]


def amount(terms: Terms) -> Message:
    """`1 months`."""
    return say("%(count)s months", count=terms.count)


KIND = Kind(Unit.month, due, steps, amount)
