"""A calendar's document: what it may hold, and the days that it arranges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jsonschema import Draft202012Validator

from app.catalog.kinds.checking import schema_problems
from app.catalog.kinds.specification import LABEL, ROW_CODE, SIGN
from app.foundation.messages import Message, say
from app.sla.states import YearStatus

Found = tuple[str, Message | str]
Window = tuple[int, int]
"""[open, close) in seconds since local midnight."""

_WINDOWS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"type": "string", "pattern": r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z"},
    },
}
_DATE = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"}


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


DAY = _object("date open", date=_DATE, open={"type": "boolean"}, name=LABEL, windows=_WINDOWS)
YEAR = _object(
    "year status days",
    year={"type": "integer", "minimum": 2000, "maximum": 2100},
    status={"enum": [str(one) for one in YearStatus]},
    source=SIGN,
    days={"type": "array", "items": DAY},
)
CALENDAR = _object(
    "code label weekdays windows years",
    code=ROW_CODE,
    label=LABEL,
    weekdays={
        "type": "array",
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 1, "maximum": 7},
    },
    windows=_WINDOWS,
    years={"type": "array", "minItems": 1, "items": YEAR},
)
"""The form of a document; weekdays are 1 (Monday) to 7."""
_FORM = Draft202012Validator(CALENDAR)


class CalendarError(ValueError):
    """What is wrong with a calendar."""

    def __init__(self, *found: Found) -> None:
        super().__init__(*found)
        self._found = found

    def __str__(self) -> str:
        return "; ".join(f"{path}: {said}" if path else said for path, said in self.problems)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(path in the document, sentence in the reader's language)."""
        return [(path, str(said)) for path, said in self._found]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar; without windows nobody works on it."""

    windows: tuple[Window, ...]
    name: Mapping[str, str] | None
    status: YearStatus


def arranged(document: Mapping[str, Any]) -> dict[date, Day]:
    """Every day of the covered years, in order; raises CalendarError with all that is wrong."""
    formal: list[Found] = [*schema_problems(_FORM, document)]
    if found := formal or [*_senseless(document)]:
        raise CalendarError(*found)
    usual = _seconds(document["windows"])
    days = {}
    for year in sorted(document["years"], key=lambda one: int(one["year"])):
        status = YearStatus(year["status"])
        for day in _days_of(int(year["year"])):
            windows = usual if day.isoweekday() in document["weekdays"] else ()
            days[day] = Day(windows, None, status)
        for row in year["days"]:
            own = _seconds(row["windows"]) if "windows" in row else usual
            windows = own if row["open"] else ()
            days[date.fromisoformat(row["date"])] = Day(windows, row.get("name"), status)
    if not any(day.windows for day in days.values()):
        raise CalendarError(("", say("A calendar without a single open day.")))
    return days


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _seconds(windows: Sequence[Sequence[str]]) -> tuple[Window, ...]:
    read = [[int(end[:2]) * 3600 + int(end[3:]) * 60 for end in window] for window in windows]
    return tuple((opens, closes) for opens, closes in read)


# ---------------------------------------------------------------- sense
def _senseless(document: Mapping[str, Any]) -> Iterator[Found]:
    yield from _window_problems(document["windows"], "windows")
    numbers = [int(year["year"]) for year in document["years"]]
    if sorted(numbers) != list(range(min(numbers), min(numbers) + len(numbers))):
        yield "years", say("Years follow one another, each once.")
    for at, year in enumerate(document["years"]):
        seen: set[str] = set()
        for number, row in enumerate(year["days"]):
            place = f"years[{at}].days[{number}]"
            yield from ((f"{place}.{key}", said) for key, said in _day_problems(row, year["year"]))
            if row["date"] in seen:
                yield f"{place}.date", say("%(date)s is there twice.", date=row["date"])
            seen.add(row["date"])


def _day_problems(row: Mapping[str, Any], year: int) -> Iterator[Found]:
    try:
        day = date.fromisoformat(row["date"])
    except ValueError:
        yield "date", say("%(date)s is no date.", date=row["date"])
    else:
        if day.year != year:
            yield "date", say("%(date)s is not in %(year)s.", date=row["date"], year=year)
    if "windows" in row:
        if not row["open"]:
            yield "windows", say("A day that is closed has no windows.")
        yield from _window_problems(row["windows"], "windows")


def _window_problems(windows: Sequence[Sequence[str]], path: str) -> Iterator[Found]:
    before = ""
    for at, (opens, closes) in enumerate(windows):
        if closes <= opens:
            yield f"{path}[{at}]", say("A window closes after it opens.")
        if opens < before:
            yield f"{path}[{at}]", say("Windows stand in order and don't overlap.")
        before = max(before, closes)
