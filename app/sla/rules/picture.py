"""An explanation as a picture: the weeks from start to due, a cell for every day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.foundation.labels import Label
from app.foundation.messages import Message, say
from app.sla.rules.calendar import ONE_DAY, Calendar, midnight
from app.sla.rules.pauses import Pause
from app.sla.rules.steps import Step, StepKind

WEEK = 7


class Mark(StrEnum):
    """What became of a day."""

    counted = "counted"
    make_up = "make_up"
    paused = "paused"
    holiday = "holiday"
    weekend = "weekend"
    skipped = "skipped"


MARK_LABELS: dict[Mark, Message] = {
    Mark.counted: say("Counted"),
    Mark.make_up: say("Make-up workday, counted"),
    Mark.paused: say("Paused, not counted"),
    Mark.holiday: say("Holiday, not counted"),
    Mark.weekend: say("Weekend, not counted"),
    Mark.skipped: say("Not counted"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the picture: what became of it, in a word or two, and in whole sentences."""

    day: date
    mark: Mark
    tag: Label
    said: Sequence[Message]
    first: bool
    last: bool


def weeks(
    calendar: Calendar, steps: Sequence[Step], pauses: Sequence[Pause]
) -> list[list[Cell | None]]:
    """Rows from Monday to Sunday; None for days before the start and after due."""
    told: dict[date, list[Step]] = {}
    for step in steps:
        if step.day is not None and step.kind in {StepKind.counted, StepKind.skipped}:
            told.setdefault(step.day, []).append(step)
    cells: list[Cell | None] = list(_cells(calendar, told, pauses))
    before = min(told).weekday() if told else 0
    row = [*[None] * before, *cells]
    row += [None] * (-len(row) % WEEK)
    return [row[at : at + WEEK] for at in range(0, len(row), WEEK)]


def _cells(
    calendar: Calendar, told: dict[date, list[Step]], pauses: Sequence[Pause]
) -> Iterator[Cell]:
    days = sorted(told)
    for day in days:
        mark = _mark(calendar, day, told[day], pauses)
        yield Cell(
            day,
            mark,
            _tag(calendar, day, mark, told[day]),
            [one.message for one in told[day]],
            day == days[0],
            day == days[-1],
        )


def _mark(calendar: Calendar, day: date, told: Sequence[Step], pauses: Sequence[Pause]) -> Mark:
    working = calendar.is_working(day)
    if any(one.kind is StepKind.counted for one in told):
        return Mark.make_up if working and calendar.name(day) else Mark.counted
    if not working:
        return Mark.holiday if calendar.name(day) else Mark.weekend
    begin, end = midnight(day), midnight(day) + ONE_DAY
    standing = any(one.begins_at < end and one.ends_at > begin for one in pauses)
    return Mark.paused if standing else Mark.skipped


def _tag(calendar: Calendar, day: date, mark: Mark, told: Sequence[Step]) -> Label:
    name = calendar.name(day)
    if mark in {Mark.counted, Mark.make_up}:
        return _number(told)
    if mark is Mark.holiday and name:
        return name
    short = {Mark.weekend: say("off"), Mark.paused: say("paused")}
    return short.get(mark, say("not counted"))


def _number(told: Sequence[Step]) -> Message:
    """Which one it was, or for hours how long the clock ran, as the sentence says."""
    said = next(one.message for one in told if one.kind is StepKind.counted)
    said = said.values.get("step", said)
    if "number" in said.values:
        return say("No. %(number)s", number=said.values["number"])
    if "used" in said.values:
        return say("ran %(used)s", used=said.values["used"])
    return say("put off")
