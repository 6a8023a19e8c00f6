"""Counted days told one by one: which number each has, or why it has none."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from app.foundation.messages import Message, say
from app.sla.rules.calendar import ONE_DAY, Calendar
from app.sla.rules.days import Counted
from app.sla.rules.steps import Step, StepKind, dated, headed

Number = Callable[[date, int], Message | None]
"""What is said of a day that would be the n-th; None where it isn't counted."""


def told(calendar: Calendar, start: datetime, counted: Counted, number: Number) -> list[Step]:
    """A step for every day from the start's to the last."""
    found = list(_begun(calendar, calendar.local_date(start), counted.begun))
    day, reached = counted.begun, 0
    while day < counted.last:
        day += ONE_DAY
        said = None if _left_out(day, counted) else number(day, reached + 1)
        if said and day in counted.pausing:
            said = say("%(step)s, since a pause gives back the days after its first", step=said)
        reached += said is not None
        kind = StepKind.counted if said else StepKind.skipped
        found.append(Step(kind, day, said or _why_not(calendar, day, counted)))
    return found


def told_natural(calendar: Calendar, start: datetime, counted: Counted, count: int) -> list[Step]:
    """The same where days off are counted, and may follow the `count`-th day."""

    def natural(day: date, number: int) -> Message:
        heading = headed(calendar, day)
        if number > count and day < counted.last:
            return say("%(day)s: put off further", day=heading)
        if number > count:
            return say("%(day)s: the limit ends on this working day", day=heading)
        if number == count and not calendar.is_working(day):
            return say("%(day)s: day %(number)s, but no working day", day=heading, number=number)
        return say("%(day)s: day %(number)s", day=heading, number=number)

    return told(calendar, start, counted, natural)


def _begun(calendar: Calendar, day: date, begun: date) -> Iterator[Step]:
    if day < begun:
        heading, made = headed(calendar, day), dated(begun)
        said = say("%(day)s: out of hours, counts as made on %(made)s", day=heading, made=made)
        yield Step(StepKind.skipped, day, said)
    while (day := day + ONE_DAY) < begun:
        yield Step(StepKind.skipped, day, say("%(day)s: not counted", day=headed(calendar, day)))
    said = say("%(day)s: day of the start, not counted", day=headed(calendar, begun))
    yield Step(StepKind.skipped, begun, said)


def _left_out(day: date, counted: Counted) -> bool:
    return any(first <= day <= last for first, last in counted.spans)


def _why_not(calendar: Calendar, day: date, counted: Counted) -> Message:
    heading = headed(calendar, day)
    if day in counted.given_back:
        return say("%(day)s: not counted, the limit would have ended in this pause", day=heading)
    if _left_out(day, counted):
        return say("%(day)s: paused, not counted", day=heading)
    return say("%(day)s: not counted", day=heading)
