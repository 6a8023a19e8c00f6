"""What several utilities promise one customer, held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.sitework.rules.schemes import disordered, latest, reply_of, spreads, standing, week_of
from app.sitework.states.schemes import SchemeState

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.none()


@dataclass
class Plan:
    construction_start_on: date | None = None
    construction_finish_on: date | None = None
    connection_on: date | None = None
    revision: int = 1
    state: SchemeState = SchemeState.proposed


def test_those_who_dig_in_the_same_week_fit_together() -> None:
    monday, sunday = date(2026, 12, 7), date(2026, 12, 13)
    plans = {"gas": Plan(monday), "water": Plan(sunday), "power": Plan()}
    assert spreads(plans) == []
    (found,) = spreads(plans | {"power": Plan(date(2026, 12, 14))})
    assert found.promise == "construction_start_on"
    assert found.weeks == {monday: ("gas", "water"), date(2026, 12, 14): ("power",)}


@given(st.lists(DAYS, max_size=8))
def test_every_day_is_told_once_under_its_monday(days: list[date | None]) -> None:
    plans = {at: Plan(connection_on=day) for at, day in enumerate(days)}
    told = {
        who: monday for one in spreads(plans) for monday, all_ in one.weeks.items() for who in all_
    }
    mondays = {week_of(day) for day in days if day}
    known = {at: week_of(day) for at, day in enumerate(days) if day}
    assert told == (known if len(mondays) > 1 else {})
    assert all(monday.weekday() == 0 for monday in mondays)


def test_work_can_not_end_before_it_begins() -> None:
    first, then = date(2026, 12, 7), date(2026, 12, 9)
    assert not disordered(Plan(first, then, then))
    assert not disordered(Plan(None, first, then))
    assert disordered(Plan(then, first))
    assert disordered(Plan(then, None, first))


def test_a_reply_stands_until_it_is_refused_or_replaced() -> None:
    refused = Plan(state=SchemeState.refused)
    confirmed = Plan(revision=2, state=SchemeState.confirmed)
    assert [str(reply_of(one)) for one in ([], [refused], [refused, Plan()], [confirmed])] == [
        "awaited", "revising", "proposed", "confirmed",
    ]  # fmt: skip
    assert standing([refused]) is None
    assert latest([confirmed, refused]) is confirmed
    assert latest([]) is None
