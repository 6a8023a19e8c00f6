"""When things happen in an office: mostly in working hours, more in some months than in others."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.foundation import clock

SPAN = timedelta(days=730)
OPENS, NOON, BACK, CLOSES = time(9), time(12), time(13), time(17)
WORKDAY = 420
"""Minutes of a working day (DOMAIN §6)."""
SATURDAY = 5
DAY_WEIGHTS = (1.1, 1.0, 1.0, 1.0, 0.9, 0.12, 0.07)
GROWTH = 0.7, 1.4
"""How busy the first and the last day are, beside the average."""
OVERTIME = 0.05
"""How often work goes on outside the hours."""


def arrivals(rng: Random, count: int, now: datetime, months: Sequence[float]) -> list[datetime]:
    """When `count` applications are entered in the two years up to `now`, in order (aware UTC)."""
    begin = clock.local(now - SPAN).date()
    days = [begin + timedelta(days=one) for one in range(1, SPAN.days + 1)]
    rise = (GROWTH[1] - GROWTH[0]) / SPAN.days
    weights = [
        (GROWTH[0] + rise * at) * DAY_WEIGHTS[day.weekday()] * months[day.month - 1]
        for at, day in enumerate(days)
    ]
    latest = now.replace(microsecond=0) - timedelta(minutes=5)
    drawn = rng.choices(days, weights, k=count)
    return sorted(min(_slot(rng, day), latest) for day in drawn)


def later(rng: Random, at: datetime, days: float) -> datetime:
    """About so many working days after `at`, when somebody is likely to work (aware UTC)."""
    stretch = timedelta(days=days * 7 / 5) if days >= 1 else timedelta(minutes=days * WORKDAY)
    soon = at + timedelta(seconds=int(stretch.total_seconds()) + rng.randint(30, 120))
    local = clock.local(soon)
    if days < 1 and (_working(local) or rng.random() < OVERTIME):
        return soon
    day = local.date() + timedelta(days=local.time() >= CLOSES)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return max(_slot(rng, day), soon if days < 1 else at)


def _working(local: datetime) -> bool:
    hours = OPENS <= local.time() < NOON or BACK <= local.time() < CLOSES
    return hours and local.weekday() < SATURDAY


def _slot(rng: Random, day: date) -> datetime:
    """Some second of the working hours of a day."""
    second = rng.randrange(WORKDAY * 60)
    noon = (NOON.hour - OPENS.hour) * 3600
    second += (BACK.hour - NOON.hour) * 3600 if second >= noon else 0
    opening = datetime.combine(day, OPENS, clock.ZONE)
    return (opening + timedelta(seconds=second)).astimezone(UTC)
