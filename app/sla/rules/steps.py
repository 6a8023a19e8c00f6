"""The words in which a deadline explains itself: days, times, and one step after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.foundation import clock
from app.foundation.labels import Label, text
from app.foundation.messages import Message, say
from app.sla.rules.calendar import Calendar, midnight

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
WEEKDAYS = (
    say("Mon"),
    say("Tue"),
    say("Wed"),
    say("Thu"),
    say("Fri"),
    say("Sat"),
    say("Sun"),
)


class StepKind(StrEnum):
    """What a step tells."""

    rule = "rule"
    terms = "terms"
    extension = "extension"
    start = "start"
    pause = "pause"
    counted = "counted"
    skipped = "skipped"
    due = "due"
    floor = "floor"
    projected = "projected"


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of an explanation, and the day that it speaks of; `str()` says it."""

    kind: StepKind
    day: date | None
    message: Message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Named:
    """A name from the calendar, said in the reader's language."""

    label: Label

    def __str__(self) -> str:
        return text(self.label)


@dataclass(frozen=True, slots=True)
class Several:
    """Some things one after the other."""

    parts: Sequence[object]
    between: Message | str = " "

    def __str__(self) -> str:
        return str(self.between).join(map(str, self.parts))


def dated(day: date) -> Message:
    """The date with its weekday."""
    return say("%(date)s (%(weekday)s)", date=day, weekday=WEEKDAYS[day.weekday()])


def headed(calendar: Calendar, day: date) -> Message:
    """The date with what the calendar calls it."""
    name = calendar.name(day)
    if name:
        return say("%(day)s %(name)s", day=dated(day), name=Named(name))
    if not calendar.is_working(day):
        return say("%(day)s day off", day=dated(day))
    return dated(day)


def moment(instant: datetime) -> Message:
    """Date, weekday and time of day on the county's wall clock."""
    day = clock.local(instant).date()
    return say("%(day)s %(time)s", day=dated(day), time=time_of_day(instant - midnight(day)))


def time_of_day(since_midnight: timedelta) -> str:
    """`09:00`, with whole seconds where there are any; the end of the day is `24:00`."""
    minutes, rest = divmod(since_midnight, MINUTE)
    seconds = f":{rest.seconds:02}" if rest.seconds else ""
    return f"{minutes // 60:02}:{minutes % 60:02}{seconds}"


def times_of_day(spans: Iterable[tuple[timedelta, timedelta]]) -> Several:
    """`09:00-12:00, 13:00-15:00`."""
    return Several(
        [f"{time_of_day(begins)}–{time_of_day(ends)}" for begins, ends in spans], say(", ")
    )


def duration(time: timedelta) -> Several:
    """Hours, minutes and seconds, those that are 0 left out."""
    hours, rest = divmod(time, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = f"{rest.total_seconds():.6f}".rstrip("0").rstrip(".")
    parts = [
        *([say("%(count)s h", count=hours)] if hours else []),
        *([say("%(count)s min", count=minutes)] if minutes else []),
        *([say("%(count)s s", count=seconds)] if rest or time < MINUTE else []),
    ]
    return Several(parts)
