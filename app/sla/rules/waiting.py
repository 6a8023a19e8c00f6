"""What waiting until an instant would do to a due date: reckoned, not done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.sla.rules.calendar import Calendar
from app.sla.rules.clock import deadline_of, pauses_of
from app.sla.rules.deadline import Pause
from app.sla.rules.selection import Rule


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Due as things stand, and due after waiting; the same where nobody waits."""

    before: datetime
    after: datetime


def foresee(clock: Any, rule: Rule, calendar: Calendar, now: datetime, until: datetime) -> Foreseen:
    """Of an open clock that would be paused from `now` until `until`.

    One that is paused already is taken as if it ran again from `now` on, or after the waiting.
    Raises CalendarError where the calendar ends before the due.
    """
    ended, open_since = pauses_of(clock.spans)
    paused = open_since is not None and open_since < now
    before = [*ended, Pause(open_since, now)] if open_since and paused else ended
    begin = min(open_since or now, now)
    after = [*ended, Pause(begin, until)] if until > now else before
    return Foreseen(
        deadline_of(clock, rule, calendar, before), deadline_of(clock, rule, calendar, after)
    )
