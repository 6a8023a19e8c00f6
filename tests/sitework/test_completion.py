"""Which ticket sets the date on which all is connected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.sitework.rules.joint_works import Leg, critical_path, expected, waits_already


def day(number: int) -> datetime:
    return datetime(2026, 6, 1, 9, tzinfo=UTC) + timedelta(days=number)


def after(days: int):
    return lambda at: at + timedelta(days=days)


def test_the_latest_limit_sets_the_date_where_nobody_waits() -> None:
    legs = [Leg(1, day(3)), Leg(2, day(9)), Leg(3, None)]
    assert expected(legs) == {1: day(3), 2: day(9)}
    assert critical_path(legs) == [2]


def test_who_waits_goes_on_when_the_other_has_built_and_needs_its_own_time() -> None:
    water = Leg(1, day(10), released_at=day(7))
    gas = Leg(2, day(8), waits_for=1, rest=after(5))
    assert expected([water, gas]) == {1: day(10), 2: day(12)}
    assert critical_path([water, gas]) == [1, 2]


def test_a_wait_that_is_over_in_time_changes_nothing() -> None:
    water = Leg(1, day(4), released_at=day(2))
    gas = Leg(2, day(20), waits_for=1, rest=after(5))
    assert expected([water, gas])[2] == day(20)
    assert critical_path([water, gas]) == [2]


def test_delay_is_handed_on_along_the_chain() -> None:
    power = Leg(1, day(10), released_at=day(9))
    water = Leg(2, day(6), released_at=day(4), waits_for=1, rest=after(2))
    gas = Leg(3, day(7), waits_for=2, rest=after(3))
    found = expected([power, water, gas])
    assert found[2] == day(11)
    assert found[3] == day(12), "5 days late with what it waits for: day 9, and its own 3"
    assert critical_path([power, water, gas]) == [1, 2, 3]


numbers = st.integers(1, 6)


@given(st.dictionaries(numbers, numbers))
def test_a_circle_is_found_whoever_closes_it(waiting: dict[int, int]) -> None:
    for one, on in waiting.items():
        here, steps = on, 0
        while here in waiting and here != one and steps < len(waiting):
            here, steps = waiting[here], steps + 1
        assert waits_already(on, one, waiting) == (here == one)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), min_size=1, max_size=6))
def test_nobody_is_expected_before_the_own_limit_and_the_path_ends_with_the_last(
    given_legs: list[tuple[int, int]],
) -> None:
    legs = [
        Leg(at, day(due), released_at=day(due), waits_for=before, rest=after(2))
        for at, (due, before) in enumerate(given_legs)
    ]
    found = expected(legs)
    assert all(found[one.ticket_id] >= one.due_at for one in legs if one.due_at)
    path = critical_path(legs)
    assert found[path[-1]] == max(found.values())
    assert len(set(path)) == len(path)
