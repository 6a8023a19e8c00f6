"""When something is due, and how much of its time is used: all that clocks ask."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from app.foundation.messages import say
from app.sla.kinds import KINDS
from app.sla.rules.calendar import MICROSECOND, Calendar, midnight
from app.sla.rules.pauses import Pause, advance, net
from app.sla.rules.terms import DeadlineError, Terms
from app.sla.states import Unit

__all__ = [
    "DeadlineError",
    "Pause",
    "Terms",
    "after",
    "before",
    "due",
    "net_seconds",
    "projected",
    "share_at",
]

_DUE = {unit: kind.due for unit, kind in KINDS.items()}


def due(
    calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause] = ()
) -> datetime:
    """The instant after which a stop is late (aware UTC).

    Raises DeadlineError for a start without time zone, OutsideCalendarError where days are unknown.
    """
    if start.tzinfo is None:
        raise DeadlineError(say("The start has no time zone."))
    return _DUE[terms.unit](calendar, start, terms, pauses)


def net_seconds(
    calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> int:
    """Whole seconds of business from `start` to `end` outside the pauses."""
    return net(calendar, start, end, pauses) // timedelta(seconds=1)


def share_at(
    calendar: Calendar, start: datetime, due_at: datetime, pauses: Sequence[Pause], share: Decimal
) -> datetime:
    """The earliest instant at which `share` (0 to 1) of the net business time is used."""
    if not 0 <= share <= 1:
        raise DeadlineError(say("A share lies between 0 and 1."))
    whole = net(calendar, start, due_at, pauses) // MICROSECOND
    part = int((whole * share).to_integral_value(ROUND_CEILING))
    if not part:
        return start.astimezone(UTC)
    return advance(calendar, start, timedelta(microseconds=part), pauses)


def before(calendar: Calendar, due_at: datetime, terms: Terms) -> datetime:
    """So many hours of business before due, or the same time of day so many working days before."""
    if terms.unit is Unit.hour:
        return calendar.subtract(due_at, terms.time)
    return _workdays_off(calendar, due_at, terms, -terms.count)


def after(calendar: Calendar, due_at: datetime, terms: Terms) -> datetime:
    """So many hours of business after due, or the same time of day so many working days after."""
    if terms.unit is Unit.hour:
        return calendar.add(due_at, terms.time)
    return _workdays_off(calendar, due_at, terms, terms.count)


def _workdays_off(calendar: Calendar, due_at: datetime, terms: Terms, count: int) -> datetime:
    """On a day that closes earlier, its close."""
    if terms.unit is not Unit.workday:
        raise DeadlineError(say("An offset is counted in hours or working days."))
    day = calendar.local_date(due_at)
    time = due_at - midnight(day)
    other = calendar.workday_after(day, count)
    return min(midnight(other) + time, calendar.close(other))


def projected(calendar: Calendar, start: datetime, due_at: datetime) -> bool:
    """Whether a day from start to due lies in a year that is only reckoned ahead."""
    last = calendar.local_date(due_at - MICROSECOND)
    years = range(calendar.local_date(start).year, last.year + 1)
    return any(calendar.projected(date(year, 1, 1)) for year in years)
