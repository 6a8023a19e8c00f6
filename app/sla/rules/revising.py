"""A calendar's document with a day or a year changed, and two of them compared day by day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.sla.rules.filling import ChangedDay, Row, difference

HEAD = ("label", "weekdays", "windows")
"""What holds for all years."""


@dataclass(frozen=True)
class ChangedHead:
    """A key of the whole (`weekdays`), or of a year (`status`, `source`), before and after."""

    key: str
    before: Any
    after: Any
    year: int | None = None


def year_of(document: Mapping[str, Any], year: int) -> Row | None:
    """The arrangement of one year; None where the calendar doesn't have it."""
    return next((one for one in document["years"] if one["year"] == year), None)


def row_of(document: Mapping[str, Any], day: date) -> Row | None:
    """How a day is arranged; None where it is like any of its weekday."""
    year = year_of(document, day.year)
    rows = year["days"] if year else ()
    return next((one for one in rows if one["date"] == str(day)), None)


def with_year(document: Mapping[str, Any], year: Row) -> dict[str, Any]:
    """The document with this year in place of what it had for it."""
    others = [one for one in document["years"] if one["year"] != year["year"]]
    return {**document, "years": sorted([*others, year], key=lambda one: one["year"])}


def with_day(document: Mapping[str, Any], day: date, row: Row | None) -> dict[str, Any]:
    """The document with this day arranged so; None: like any of its weekday.

    Raises KeyError for a year that the calendar doesn't have.
    """
    year = year_of(document, day.year)
    if year is None:
        raise KeyError(day.year)
    others = [one for one in year["days"] if one["date"] != str(day)]
    days = sorted([*others, *([row] if row else [])], key=lambda one: one["date"])
    return with_year(document, {**year, "days": days})


def changed_days(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ChangedDay]:
    """Days that the two arrange differently, in order; of a year that only one has, all."""
    return [
        one
        for year in _years(old, new)
        for one in difference(_arrangement(old, year), _arrangement(new, year))
    ]


def changed_heads(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ChangedHead]:
    """What differs beside the days: the week, the usual hours, what a year's status is."""
    for key in HEAD:
        if old[key] != new[key]:
            yield ChangedHead(key, old[key], new[key])
    for year in _years(old, new):
        before, after = year_of(old, year) or {}, year_of(new, year) or {}
        for key in ("status", "source"):
            if before.get(key) != after.get(key):
                yield ChangedHead(key, before.get(key), after.get(key), year)


def _years(*documents: Mapping[str, Any]) -> list[int]:
    return sorted({one["year"] for document in documents for one in document["years"]})


def _arrangement(document: Mapping[str, Any], year: int) -> Row:
    return year_of(document, year) or {"days": []}
