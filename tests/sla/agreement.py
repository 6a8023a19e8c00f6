"""Random cases put to the engine and to the oracle: `python -m tests.sla.agreement CASES SEED`.

Prints the process's time zone, then a line for each case in which they differ.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from app.sla.rules.calendar import Calendar, OutsideCalendarError, compile_calendar
from app.sla.rules.deadline import Pause, Terms, due
from app.sla.states import AfterHours, Unit
from tests.sla.calendars import closed, document, made_up, year
from tests.sla.oracle import Oracle

COUNTY = Path(__file__).parents[2] / "bundles" / "huoqiu-2023" / "calendars" / "county.yaml"
MOST = {"hour": 120, "workday": 45, "day": 90, "month": 4}
EDGES = (0, 9 * 3600, 12 * 3600, 13 * 3600, 17 * 3600, 86400)
DAY = 86400


class Question(NamedTuple):
    start: datetime
    unit: str
    amount: Decimal
    after_hours: str
    held: list[tuple[datetime, datetime]]


def odd() -> dict[str, Any]:
    """Half Saturdays, a night's window, a long rest, days with windows of their own."""
    half = made_up("2025-03-08") | {"windows": [["08:30", "11:45"]]}
    night = made_up("2025-07-06") | {"windows": [["00:00", "05:00"], ["22:00", "24:00"]]}
    rest = closed("rest", "04-10", "05-20", 2025)
    windows = [["09:00", "10:00"], ["10:00", "12:00"], ["13:30", "24:00"]]
    years = [year(2024), year(2025, half, night, *rest), year(2026, made_up("2026-02-28"))]
    return document(*years, windows=windows, weekdays=[1, 2, 4, 5, 6])


def questions(rng: Random, oracle: Oracle) -> Iterator[Question]:
    begin, days = datetime(min(oracle.years), 1, 1, tzinfo=UTC), 365 * len(oracle.years)
    while True:
        start = begin + timedelta(days=rng.randrange(days), seconds=_second(rng))
        unit = rng.choice([str(one) for one in Unit])
        amount = Decimal(rng.randint(1, MOST[unit]))
        if unit == "hour" and rng.random() < 0.7:
            amount = Decimal(rng.randint(1, MOST[unit] * 100)) / rng.choice([100, 60, 36])
        asked = Question(start, unit, amount, rng.choice([str(one) for one in AfterHours]), [])
        near = _oracle(oracle, asked) or start
        pauses = [_pause(rng, start) for _ in range(rng.choice([0, 0, 1, 2, 3]))]
        aimed = [_aimed(rng, near) for _ in range(rng.choice([0, 1, 2, 3]))]
        yield asked._replace(held=pauses + aimed)


def _second(rng: Random) -> float:
    """Of the county's day: at an edge of a window, a second off, or anywhere; seldom a fraction."""
    if rng.random() < 0.4:
        return rng.choice(EDGES) + rng.choice([-1, 0, 0, 1]) - 8 * 3600
    return rng.randrange(DAY) + (rng.random() if rng.random() < 0.1 else 0)


def _pause(rng: Random, start: datetime) -> tuple[datetime, datetime]:
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    begins = day + timedelta(days=rng.randint(-5, 40), seconds=_second(rng))
    if rng.random() < 0.3:
        return begins, begins + timedelta(seconds=rng.randint(1, DAY))
    until = begins.replace(hour=0, minute=0, second=0) + timedelta(days=rng.randint(1, 15))
    return begins, max(until + timedelta(seconds=_second(rng)), begins + timedelta(seconds=1))


def _aimed(rng: Random, due_at: datetime) -> tuple[datetime, datetime]:
    """Round about where it would be due, days off before or after it as likely as not."""
    day = due_at.replace(hour=0, minute=0, second=0, microsecond=0)
    edges = [
        due_at,
        *(day + timedelta(days=rng.randint(-3, 3), seconds=_second(rng)) for _ in "ab"),
    ]
    begins, ends = sorted(rng.sample(edges, 2))
    return begins, max(ends, begins + timedelta(seconds=1)) + timedelta(days=rng.choice([0, 0, 7]))


def differing(written: Mapping[str, Any], cases: int, seed: int) -> Iterator[str]:
    """One line per case; what reaches beyond the calendar must do so for both."""
    calendar, oracle = compile_calendar(written), Oracle(written)
    asked = questions(Random(seed), oracle)  # noqa: S311  # cases, not secrets
    for number, question in zip(range(cases), asked, strict=False):
        found, expected = _engine(calendar, question), _oracle(oracle, question)
        if found != expected:
            yield f"{number}: {question}: {found}, the oracle says {expected}"


def _engine(calendar: Calendar, asked: Question) -> datetime | None:
    terms = Terms(Unit(asked.unit), asked.amount, AfterHours(asked.after_hours))
    try:
        return due(calendar, asked.start, terms, [Pause(*one) for one in asked.held])
    except OutsideCalendarError:
        return None


def _oracle(oracle: Oracle, asked: Question) -> datetime | None:
    try:
        return oracle.due(*asked)
    except LookupError:
        return None


def main(cases: int, seed: int) -> Iterator[str]:
    county = yaml.safe_load(COUNTY.read_text(encoding="utf-8"))
    yield from differing(county, cases - cases // 4, seed)
    yield from differing(odd(), cases // 4, seed)


if __name__ == "__main__":
    told = [time.tzname[0], *main(*map(int, sys.argv[1:]))]
    sys.stdout.writelines(f"{line}\n" for line in told)
