"""Counting days: from which one, which are left out, and what happens on the last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.sla.rules.calendar import ONE_DAY, Calendar
from app.sla.rules.pauses import Pause, Span, apart, holding, left_out
from app.sla.rules.terms import Terms
from app.sla.states import AfterHours

Last = Callable[[date, Sequence[Span]], date]
"""The last day, from the day of the start and the days left out."""


def start_day(calendar: Calendar, start: datetime, after_hours: AfterHours) -> date:
    """The day on which the start counts as made; it is not itself counted."""
    day = calendar.local_date(start)
    if after_hours is AfterHours.next_workday and (
        not calendar.is_working(day) or start >= calendar.close(day)
    ):
        return calendar.workday_after(day)
    return day


@dataclass(frozen=True, slots=True)
class Counted:
    """How days were counted: from which one to which, what was left out, and when that is due."""

    begun: date
    last: date
    due: datetime
    spans: Sequence[Span]
    pausing: Sequence[date]
    """Days on which a pause began."""
    given_back: Sequence[date]
    """First days of pauses, left out since the limit would have ended inside the pause."""


def count(
    calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause], last: Last
) -> Counted:
    """Find the last day; its close is due.

    Where that lies inside a pause, the pause's first day is left out too, until it doesn't: nobody
    is in breach by being paused on the last day (DESIGN §3).
    """
    begun = start_day(calendar, start, terms.after_hours)
    spans, given_back = left_out(calendar, pauses), list[date]()
    pausing = [calendar.nearest_date(one.begins_at) for one in pauses]
    while True:
        day = last(begun, spans)
        due = calendar.close(day)
        pause = holding(pauses, due)
        if pause is None:
            return Counted(begun, day, due, spans, pausing, given_back)
        given_back.append(calendar.local_date(pause.begins_at))
        spans = apart([*spans, (given_back[-1], given_back[-1])])


def workdays_on(calendar: Calendar, day: date, count: int, spans: Sequence[Span]) -> date:
    """The working day that is the `count`-th after `day` and not left out."""
    found = calendar.workday_after(day, count)
    for first, last in spans:
        if first > found:
            break
        if last > day:
            until = min(last, calendar.last)
            count += calendar.workdays(max(first, day + ONE_DAY), until)
            found = calendar.workday_after(day, count)
    return found


def days_on(calendar: Calendar, day: date, count: int, spans: Sequence[Span]) -> date:
    """The `count`-th day after `day` that is not left out; on a day off, the next working day.

    Days left out are no last day either.
    """
    found = day + count * ONE_DAY
    for first, last in spans:
        if first > found:
            break
        if last > day:
            found += last - max(first, day + ONE_DAY) + ONE_DAY
    found = calendar.workday_from(found)
    for first, last in spans:
        if first <= found <= last:
            found = calendar.workday_from(last + ONE_DAY)
    return found
