"""The only `now` of the house.

Instants are aware datetimes in UTC; a local date is a date in the county's time zone (DESIGN §3).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_instant", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The same instant on the county's wall clock."""
    return instant.astimezone(ZONE)


def start_of(day: date) -> datetime:
    """The first instant of a local day, aware, in UTC."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last second of a local day, aware, in UTC."""
    return datetime.combine(day, time(23, 59, 59), ZONE).astimezone(UTC)


def today() -> date:
    """The county's date now."""
    return local(now()).date()


@contextmanager
def frozen(instant: datetime) -> Iterator[datetime]:
    """Hold the clock at one aware instant in this context: for tests and for demo histories."""
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _fixed.reset(token)
