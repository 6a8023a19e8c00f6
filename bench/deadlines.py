"""Deadlines in memory, beside a bare bisect over a list of working days in the same run."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from timeit import repeat
from typing import Any

from app.sla.rules.calendar import Calendar, compile_calendar
from app.sla.rules.deadline import Pause, Terms, due
from app.sla.rules.explain import explain
from app.sla.states import Unit
from app.workflow.bundle import COUNTY
from app.workflow.bundle.syntax import read

STARTS = [datetime(2026, 1, 1, 1, tzinfo=UTC) + timedelta(hours=7 * n) for n in range(1000)]
ROUNDS = 10
ROW = "{:<52} {:>12} {:>9} {:>12}"
AT_MOST = 4
"""How many times a bare bisect a workday deadline may cost."""


def measure() -> None:
    """Print deadlines per second; the bare bisect answers a date, the engine an instant."""
    file = COUNTY / "calendars" / "county.yaml"
    document = read(file.name, file.read_bytes()).data
    calendar = compile_calendar(document)
    bare = _each(_bisect(calendar), [calendar.local_date(start) for start in STARTS])
    compiled = min(repeat(lambda: compile_calendar(document), number=1, repeat=5))
    print(f"calendar of {len(document['years'])} years compiled {compiled * 1000:.0f} ms")
    print(ROW.format("deadlines", "per second", "ns each", "of a bisect"))
    print(_row("bare bisect over a list of days", bare, bare))
    for name, asked in _asked(calendar).items():
        print(_row(name, _each(asked), bare))
    workday = _each(_asked(calendar)["5 workdays"]) / bare
    print(f"5 workdays: {workday:.1f} times a bare bisect, {AT_MOST} allowed\n")


def _asked(calendar: Calendar) -> dict[str, Callable[[datetime], object]]:
    workdays, hours = Terms(Unit.workday, Decimal(5)), Terms(Unit.hour, Decimal("3.5"))
    days = Terms(Unit.day, Decimal(15))
    hour = timedelta(hours=1)
    return {
        "5 workdays": lambda start: due(calendar, start, workdays),
        "3.5 hours": lambda start: due(calendar, start, hours),
        "15 days": lambda start: due(calendar, start, days),
        "5 workdays, paused once": lambda start: due(
            calendar, start, workdays, (Pause(start + 20 * hour, start + 90 * hour),)
        ),
        "5 workdays, explained": lambda start: explain(calendar, start, workdays),
    }


def _bisect(calendar: Calendar) -> Callable[[date], object]:
    first, last = calendar.first.toordinal(), calendar.last.toordinal()
    every = (calendar.first + timedelta(days=at) for at in range(last - first + 1))
    working = [day for day in every if calendar.is_working(day)]
    return lambda day: working[bisect_right(working, day) + 4]


def _each(ask: Callable[[Any], object], asked: Sequence[Any] = STARTS) -> float:
    """Seconds a call, the best of several rounds."""

    def round_of_calls() -> None:
        for one in asked:
            ask(one)

    return min(repeat(round_of_calls, number=1, repeat=ROUNDS)) / len(asked)


def _row(name: str, each: float, bare: float) -> str:
    return ROW.format(name, f"{1 / each:,.0f}", f"{each * 1e9:,.0f}", f"{each / bare:.1f}")
