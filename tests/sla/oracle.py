"""Deadlines once more, from the words of DESIGN §3 alone: slow, and sharing no line with app.sla.

Days are walked one by one on the county's wall clock, hours from edge to edge: an edge is where a
window or a pause begins or ends. Nothing is compiled, clipped or merged beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
Held = Sequence[tuple[datetime, datetime]]


class Oracle:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.rows = {row["date"]: row for year in document["years"] for row in year["days"]}
        self.years = {year["year"] for year in document["years"]}

    def windows(self, day: date) -> list[tuple[datetime, datetime]]:
        if day.year not in self.years:
            raise LookupError(day)
        usual = {"open": day.isoweekday() in self.document["weekdays"]}
        row = self.rows.get(day.isoformat(), usual)
        if not row["open"]:
            return []
        written = row.get("windows", self.document["windows"])
        return [(wall(day, opens), wall(day, closes)) for opens, closes in written]

    def due(
        self, start: datetime, unit: str, amount: Any, after_hours: str, held: Held
    ) -> datetime:
        if unit == "hour":
            microseconds = max(round(Fraction(amount) * 3600 * 10**6), 1)
            return self._hours(start, timedelta(microseconds=microseconds), held)
        begun = start.astimezone(ZONE).date()
        if after_hours == "next_workday":
            windows = self.windows(begun)
            if not windows or start >= windows[-1][1]:
                begun = self._next_open(begun)
        count = int(amount)
        if unit == "month":
            count = (months_on(begun, count) - begun).days
        return self._days(begun, count, held, natural=unit != "workday")

    # ------------------------------------------------------------ hours
    def _hours(self, start: datetime, left: timedelta, held: Held) -> datetime:
        for begins, ends in self._stretches(start, held):
            running = any(opens <= begins < shuts for opens, shuts in self._today(begins))
            if running and not any(since <= begins < until for since, until in held):
                if left <= ends - begins:
                    return begins + left
                left -= ends - begins
        raise AssertionError("stretches never end")

    def _today(self, instant: datetime) -> list[tuple[datetime, datetime]]:
        return self.windows(instant.astimezone(ZONE).date())

    def _stretches(self, start: datetime, held: Held) -> Iterator[tuple[datetime, datetime]]:
        day = start.astimezone(ZONE).date()
        while True:
            midnight, next_midnight = wall(day, "00:00"), wall(day, "24:00")
            edges = {midnight, next_midnight, start}
            edges |= {edge for window in self.windows(day) for edge in window}
            edges |= {edge for pause in held for edge in pause}
            inside = sorted(one for one in edges if max(midnight, start) <= one <= next_midnight)
            yield from pairwise(inside)
            day += timedelta(days=1)

    # ------------------------------------------------------------ days
    def _days(self, begun: date, count: int, held: Held, *, natural: bool) -> datetime:
        left_out = set()
        for since, until in held:
            day = since.astimezone(ZONE).date()
            while day < until.astimezone(ZONE).date():
                day += timedelta(days=1)
                left_out.add(day)
        while True:
            day = self._last(begun, count, left_out, natural=natural)
            due = self.windows(day)[-1][1]
            inside = [since for since, until in held if since < due < until]
            if not inside:
                return due
            left_out.add(inside[0].astimezone(ZONE).date())

    def _last(self, begun: date, count: int, left_out: set[date], *, natural: bool) -> date:
        day, counted = begun, 0
        while counted < count:
            day += timedelta(days=1)
            if day not in left_out and (natural or self.windows(day)):
                counted += 1
        while day in left_out or not self.windows(day):
            day += timedelta(days=1)
        return day

    def _next_open(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.windows(day):
            day += timedelta(days=1)
        return day


def wall(day: date, clock: str) -> datetime:
    """In UTC: Python compares datetimes of one zone by their wall clocks."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
    return midnight + timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))


def months_on(day: date, count: int) -> date:
    year, month = day.year, day.month
    for _ in range(count):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError("a month has a first")
