"""Cases for laws: starts and pauses all over 2026, on edges of windows as often as not."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st

from app.sla.rules.deadline import Pause, Terms
from app.sla.states import AfterHours, Unit
from tests.sla.calendars import at

MOST = {"hour": 80, "workday": 25, "day": 40, "month": 3}
EDGES = [9 * 3600, 12 * 3600, 13 * 3600, 17 * 3600, 0]


class Case(NamedTuple):
    start: datetime
    terms: Terms
    pauses: list[Pause]


def instants(days: int = 250) -> st.SearchStrategy[datetime]:
    """Seconds of 2026, half of them at, just before or just after an edge of a window."""
    edges = st.tuples(st.sampled_from(EDGES), st.sampled_from([-1, 0, 1])).map(sum)
    seconds = edges | st.integers(0, 86399)
    begin = at("01-01 00:00")
    day = st.integers(1, days)
    return st.builds(lambda one, two: begin + timedelta(days=one, seconds=two), day, seconds)


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        begins = draw(instants())
        lasts = draw(st.integers(1, 6 * 86400) | st.integers(1, 6).map(lambda one: one * 86400))
        found.append(Pause(begins, begins + timedelta(seconds=lasts)))
    return found


def terms_of(units: tuple[str, ...]) -> st.SearchStrategy[Terms]:
    def amounts(unit: str) -> st.SearchStrategy[Decimal]:
        if unit == "hour":
            return st.decimals(Decimal("0.01"), MOST[unit], places=2)
        return st.integers(1, MOST[unit]).map(Decimal)

    def of(unit: str) -> st.SearchStrategy[Terms]:
        return st.builds(Terms, st.just(Unit(unit)), amounts(unit), st.sampled_from(AfterHours))

    return st.sampled_from(units).flatmap(of)


def cases(units: tuple[str, ...] = tuple(MOST)) -> st.SearchStrategy[Case]:
    return st.builds(Case, instants(), terms_of(units), pauses())
