"""Hours run through the windows and stand still in pauses."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from app.foundation.messages import Message, say
from app.sla.kinds.kind import Kind
from app.sla.rules.calendar import ONE_DAY, Calendar, midnight
from app.sla.rules.pauses import Pause, advance, union
from app.sla.rules.steps import Step, StepKind, duration, headed, times_of_day
from app.sla.rules.terms import Terms
from app.sla.states import Unit

NOTHING = timedelta(0)
Part = tuple[timedelta, timedelta]
"""From and to, since the day's midnight."""


def due(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> datetime:
    """The earliest instant at which the hours have elapsed."""
    return advance(calendar, start, terms.time, pauses)


def steps(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> list[Step]:
    """For each day how long the clock ran, and when it stood still."""
    end = due(calendar, start, terms, pauses)
    found, total = list[Step](), NOTHING
    day, standing = calendar.local_date(start), list(union(pauses))
    while midnight(day) < end:
        held = _held(standing, day)
        ran, paused = list[Part](), list[Part]()
        for part in _open(calendar, day, start, end):
            ran += _outside(part, held)
            paused += _inside(part, held)
        used = sum((ends - begins for begins, ends in ran), NOTHING)
        total += used
        found += _told(calendar, day, (ran, paused), (used, total))
        day += ONE_DAY
    return found


def _told(
    calendar: Calendar,
    day: date,
    parts: tuple[Sequence[Part], Sequence[Part]],
    sums: tuple[timedelta, timedelta],
) -> Iterator[Step]:
    heading, (ran, paused) = headed(calendar, day), parts
    if paused:
        said = say("%(day)s: %(times)s paused", day=heading, times=times_of_day(paused))
        yield Step(StepKind.skipped, day, said)
    if ran:
        said = say(
            "%(day)s: %(times)s counted, %(used)s, %(total)s in all",
            day=heading,
            times=times_of_day(ran),
            used=duration(sums[0]),
            total=duration(sums[1]),
        )
        yield Step(StepKind.counted, day, said)
    if not ran and not paused:
        over = say("%(day)s: working hours are over", day=heading)
        said = over if calendar.is_working(day) else say("%(day)s: not counted", day=heading)
        yield Step(StepKind.skipped, day, said)


def _open(calendar: Calendar, day: date, start: datetime, end: datetime) -> Iterator[Part]:
    """The day's windows between start and end."""
    begins, ends = start - midnight(day), end - midnight(day)
    for opens, closes in calendar.windows(day):
        part = max(timedelta(seconds=opens), begins), min(timedelta(seconds=closes), ends)
        if part[0] < part[1]:
            yield part


def _held(pauses: Sequence[Pause], day: date) -> list[Part]:
    begin, end = midnight(day), midnight(day) + ONE_DAY
    return [
        (max(one.begins_at, begin) - begin, min(one.ends_at, end) - begin)
        for one in pauses
        if one.begins_at < end and one.ends_at > begin
    ]


def _inside(part: Part, held: Sequence[Part]) -> Iterator[Part]:
    for begins, ends in held:
        found = max(part[0], begins), min(part[1], ends)
        if found[0] < found[1]:
            yield found


def _outside(part: Part, held: Sequence[Part]) -> Iterator[Part]:
    at = part[0]
    for begins, ends in _inside(part, held):
        if at < begins:
            yield at, begins
        at = ends
    if at < part[1]:
        yield at, part[1]


def amount(terms: Terms) -> Message:
    """`3 h 30 min of working time`."""
    return say("%(time)s of working time", time=duration(terms.time))


KIND = Kind(Unit.hour, due, steps, amount)
