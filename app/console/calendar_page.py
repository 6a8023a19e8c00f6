"""A calendar as a page shows it: twelve months, and a change told day by day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask_babel import format_date, gettext

from app.console import display
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.sla.rules.arrangement import Window
from app.sla.rules.calendar import Calendar
from app.sla.rules.revising import ChangedHead, changed_days, changed_heads, row_of
from app.sla.states import YearStatus

STATUSES: Mapping[str, Message] = {
    YearStatus.published: say("Published"),
    YearStatus.projected: say("Projected"),
}
KINDS: Mapping[str, tuple[Message, Message | None]] = {
    "work": (say("Working day"), None),
    "rest": (say("Weekend"), say("off")),
    "holiday": (say("Holiday"), say("hol.")),
    "makeup": (say("Make-up working day"), say("work")),
    "own": (say("Own opening hours"), say("hrs.")),
}
"""Kind of day → what it is called, and the mark in its cell."""
HEADS: Mapping[str, Message] = {
    "label": say("Name"),
    "weekdays": say("Working days of the week"),
    "windows": say("Usual opening hours"),
    "status": say("State"),
    "source": say("Source"),
}
ONE_DAY = timedelta(days=1)
MONDAY = date(2024, 1, 1)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class YearPage:
    """One year of a document, compiled as `calendar`; `changed` are days of a waiting proposal."""

    document: Row
    calendar: Calendar
    changed: frozenset[str] = frozenset()

    def months(self, year: int) -> list[dict[str, Any]]:
        """Weeks from Monday on, with the names that days have beneath."""
        return [self._month(date(year, month, 1)) for month in range(1, 13)]

    def workdays(self, year: int) -> int:
        """How many there are."""
        return self.calendar.workdays(date(year, 1, 1), date(year, 12, 31))

    def _month(self, first: date) -> dict[str, Any]:
        days = [one for one in _from(first) if one.month == first.month]
        cells: list[dict[str, Any] | None] = [None] * first.weekday()
        cells += map(self._cell, days)
        cells += [None] * (-len(cells) % 7)
        return {
            "label": format_date(first, "LLLL"),
            "weeks": [cells[at : at + 7] for at in range(0, len(cells), 7)],
            "names": list(self._names(days)),
        }

    def _cell(self, day: date) -> dict[str, Any]:
        kind = self.kind(day)
        label, mark = KINDS[kind]
        name = self.calendar.name(day)
        said = [format_date(day, "full"), str(label), text(name) if name else ""]
        if kind == "own":
            said.append(hours(self.calendar.windows(day)))
        changed = str(day) in self.changed
        if changed:
            said.append(gettext("a change is proposed"))
        return {
            "date": str(day),
            "number": day.day,
            "kind": kind,
            "mark": str(mark or ""),
            "title": " · ".join(filter(None, said)),
            "changed": changed,
        }

    def kind(self, day: date) -> str:
        """Working day, weekend, holiday, make-up day, or a day with hours of its own."""
        row = row_of(self.document, day)
        usually = day.isoweekday() in self.document["weekdays"]
        if not self.calendar.is_working(day):
            return "holiday" if row else "rest"
        if row and "windows" in row:
            return "own"
        return "work" if usually else "makeup"

    def _names(self, days: Sequence[date]) -> Iterator[str]:
        """Runs of days with one name: `1–5 Labour Day`."""
        for name, run in groupby(days, key=self.calendar.name):
            if name:
                first, *others = (one.day for one in run)
                span = f"{first}–{others[-1]}" if others else str(first)
                yield f"{span} {text(name)}"


def _from(day: date) -> Iterator[date]:
    for at in range(31):
        yield day + at * ONE_DAY


def week() -> list[str]:
    """The names of the weekdays, short, Monday first."""
    return [format_date(MONDAY + at * ONE_DAY, "ccc") for at in range(7)]


def legend() -> list[dict[str, str]]:
    """Kinds of days with their marks."""
    return [
        {"kind": kind, "label": str(label), "mark": str(mark or "")}
        for kind, (label, mark) in KINDS.items()
    ]


def hours(windows: Iterable[Window]) -> str:
    """Windows of a compiled day: 09:00–12:00, 13:00–17:00."""
    clock = [[f"{at // 3600:02}:{at % 3600 // 60:02}" for at in one] for one in windows]
    return spans(clock)


def spans(windows: Iterable[Sequence[str]]) -> str:
    """The same of a document."""
    return str(gettext(", ")).join("–".join(one) for one in windows)


# ---------------------------------------------------------------- differences
def differences(old: Row, new: Row) -> list[dict[str, str]]:
    """What a change makes of the whole and of each day, in words."""
    heads = [
        {
            "label": _head(one),
            "before": in_words(one.key, one.before),
            "after": in_words(one.key, one.after),
        }
        for one in changed_heads(old, new)
    ]
    days = [
        {
            "label": format_date(date.fromisoformat(one.date), "full"),
            "before": day_in_words(one.before),
            "after": day_in_words(one.after),
        }
        for one in changed_days(old, new)
    ]
    return [*heads, *days]


def _head(one: ChangedHead) -> str:
    label = str(HEADS[one.key])
    return display.paired(str(one.year), label) if one.year else label


def in_words(key: str, value: Any) -> str:
    """A key of the document as people read it."""
    if value is None:
        return "—"
    if key == "weekdays":
        names = week()
        return str(gettext(", ")).join(names[one - 1] for one in value)
    if key == "windows":
        return spans(value)
    return text(STATUSES.get(value, value)) if key == "status" else text(value)


def day_in_words(row: Row | None) -> str:
    """How a day is arranged."""
    if row is None:
        return str(gettext("like any of its weekday"))
    told = [gettext("open") if row["open"] else gettext("closed")]
    if "windows" in row:
        told.append(spans(row["windows"]))
    if "name" in row:
        told.append(text(row["name"]))
    return " · ".join(map(str, told))


# ---------------------------------------------------------------- events
def calendar_label(kind: str, path: str) -> str | None:
    """What a path of a calendar's event is called: a day, a key, or a key of a year."""
    if kind != "calendar":
        return None
    year, _, key = path.rpartition(".")
    if key in HEADS:
        return display.paired(year, str(HEADS[key])) if year else str(HEADS[key])
    return path


def part_in_words(path: str, value: Any) -> str:
    """Its value: a day's row, or a key of the document."""
    key = path.rpartition(".")[2]
    return in_words(key, value) if key in HEADS else day_in_words(value)
