"""How much working time is left until due, counted and in words."""

from collections import Counter
from datetime import datetime, timedelta
from functools import lru_cache

from app.foundation.messages import Message, say
from app.sla.rules.calendar import ONE_DAY, Calendar
from app.sla.rules.steps import Several, duration

MINUTE, HOUR = 60, 3600
"""Seconds."""


def remaining(
    calendar: Calendar, due_at: datetime | None, left_seconds: int | None, now: datetime
) -> int | None:
    """Business seconds until due, below 0 those since; of a pause what is kept; None: no limit."""
    if left_seconds is not None:
        return left_seconds
    if due_at is None:
        return None
    if due_at < now:
        return -calendar.business_seconds(due_at, now)
    return calendar.business_seconds(now, due_at)


@lru_cache(maxsize=8)
def day_length(calendar: Calendar) -> int:
    """Business seconds of an ordinary working day: the length that most of them have."""
    lengths: Counter[int] = Counter()
    day = calendar.first
    while day < calendar.last:
        if windows := calendar.windows(day):
            lengths[sum(closes - opens for opens, closes in windows)] += 1
        day += ONE_DAY
    return max(lengths, key=lambda one: (lengths[one], one))


def left_in_words(seconds: int, day: int, *, overdue: bool = False) -> Message | None:
    """`2 working days 3 h left`, below a day of `day` seconds `3 h 20 min left (working time)`.

    Minutes that have begun don't count as left. None where there is nothing to tell: overdue since
    the last closing.
    """
    days, rest = divmod(abs(seconds), day)
    hours, minutes = rest // HOUR, timedelta(minutes=rest // MINUTE)
    if overdue and not days and not minutes:
        return None
    if days:
        parts = [say("%(count)s working days", count=days)]
        time = Several([*parts, *([say("%(count)s h", count=hours)] if hours else [])])
        return say("%(time)s over", time=time) if overdue else say("%(time)s left", time=time)
    spoken = duration(minutes) if minutes else say("less than a minute")
    if overdue:
        return say("%(time)s over (working time)", time=spoken)
    return say("%(time)s left (working time)", time=spoken)
