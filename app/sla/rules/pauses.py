"""Times at which a clock stands still: for hours as intervals, for days as days left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.foundation.messages import say
from app.sla.rules.calendar import ONE_DAY, Calendar
from app.sla.rules.terms import DeadlineError

Span = tuple[date, date]
"""First and last of a run of days, both included."""


@dataclass(frozen=True, slots=True)
class Pause:
    """[begins_at, ends_at), both aware; raises DeadlineError."""

    begins_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.begins_at.utcoffset() is None or self.ends_at.utcoffset() is None:
            raise DeadlineError(say("A pause begins and ends at a time with a time zone."))
        if self.ends_at <= self.begins_at:
            raise DeadlineError(say("A pause ends after it begins."))


def union(pauses: Iterable[Pause]) -> Iterator[Pause]:
    """In order and apart: where pauses overlap or touch, the time counts once."""
    current: Pause | None = None
    for pause in sorted(pauses, key=lambda one: one.begins_at):
        if current is None:
            current = pause
        elif pause.begins_at <= current.ends_at:
            current = Pause(current.begins_at, max(current.ends_at, pause.ends_at))
        else:
            yield current
            current = pause
    if current is not None:
        yield current


def net(calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause]) -> timedelta:
    """Business time from `start` to `end` outside the pauses."""
    time = calendar.business(start, end)
    for pause in union(pauses):
        if pause.begins_at < end and pause.ends_at > start:
            time -= calendar.business(max(pause.begins_at, start), min(pause.ends_at, end))
    return time


def advance(
    calendar: Calendar, start: datetime, time: timedelta, pauses: Iterable[Pause]
) -> datetime:
    """The earliest instant at which `time` of business has passed outside the pauses."""
    at = start
    for pause in union(pauses):
        if calendar.add(at, time) <= pause.begins_at:
            break
        if pause.ends_at > at:
            time -= calendar.business(at, max(pause.begins_at, at))
            at = pause.ends_at
    return calendar.add(at, time)


def left_out(calendar: Calendar, pauses: Iterable[Pause]) -> list[Span]:
    """The days d with date(pause) < d <= date(resume), in order and apart (DESIGN §3)."""
    spans = [
        (calendar.nearest_date(one.begins_at) + ONE_DAY, calendar.nearest_date(one.ends_at))
        for one in pauses
    ]
    return apart(span for span in spans if span[0] <= span[1])


def apart(spans: Iterable[Span]) -> list[Span]:
    """The same days in runs that stand in order and don't overlap."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + ONE_DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def holding(pauses: Sequence[Pause], instant: datetime) -> Pause | None:
    """A pause that the instant lies inside: after its begin, before its end."""
    return next((one for one in pauses if one.begins_at < instant < one.ends_at), None)
