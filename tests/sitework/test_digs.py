"""Excavations: what lies near what, what is dug once, who leads and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sitework.rules.digs import (
    days_between,
    in_order,
    merge_state,
    near,
    road_key,
    shared_window,
    why_leading,
)
from app.sitework.rules.stretches import avoided, covered, gap, length, overlap, saved, trench
from app.sitework.states.digs import Answer, MergeState

DAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Dug:
    from_m: int = 0
    to_m: int = 100
    starts_on: date = DAY
    ends_on: date = DAY + timedelta(days=9)
    depth_m: Decimal | None = None
    road_key: str = "guangming"
    id: int = 1


@st.composite
def digs(draw: st.DrawFn) -> Dug:
    begin, run = draw(st.integers(0, 60)), draw(st.integers(0, 30))
    first, days = draw(st.integers(0, 60)), draw(st.integers(0, 30))
    starts = DAY + timedelta(days=first)
    depth = draw(st.none() | st.decimals("0.3", "4", places=1))
    return Dug(begin, begin + run, starts, starts + timedelta(days=days), depth,
               draw(st.sampled_from("ab")), draw(st.integers(1, 999)))  # fmt: skip


SEVERAL = st.lists(digs(), min_size=1, max_size=6)


def marked(several: list[Dug]) -> int:
    """The oracle: every metre of the road, marked by whoever needs it."""
    return len({metre for one in several for metre in range(one.from_m, one.to_m)})


@given(several=SEVERAL)
def test_metres_avoided_are_those_that_somebody_else_digs_anyway(several: list[Dug]) -> None:
    assert trench(several) == marked(several)
    assert avoided(several) == sum(map(length, several)) - marked(several)
    assert sum(saved(several)) == avoided(several)


@given(several=SEVERAL)
def test_no_more_is_avoided_than_all_but_the_longest(several: list[Dug]) -> None:
    lengths = list(map(length, several))
    assert 0 <= avoided(several) <= sum(lengths) - max(lengths)
    assert avoided(several) == avoided(several[::-1])
    assert all(0 <= less <= own for less, own in zip(saved(several), lengths, strict=True))


@given(one=digs(), other=digs())
def test_two_are_as_near_to_each_other_from_either_side(one: Dug, other: Dug) -> None:
    assert gap(one, other) == gap(other, one)
    assert overlap(one, other) == overlap(other, one) == avoided([one, other])
    assert days_between(one, other) == days_between(other, one)
    assert near(one, other, 10, 5) == near(other, one, 10, 5)
    assert not (gap(one, other) and overlap(one, other))


@given(several=SEVERAL)
def test_runs_of_a_trench_stand_apart_and_in_order(several: list[Dug]) -> None:
    runs = covered(several)
    assert all(before[1] < after[0] for before, after in pairwise(runs))


def test_overlap_is_counted_once_and_what_only_adjoins_saves_no_trench() -> None:
    gas, water, drain = Dug(100, 260), Dug(180, 300), Dug(300, 420)
    assert avoided([gas, water]) == 80
    assert avoided([water, drain]) == 0
    assert saved([gas, water, drain]) == [0, 80, 0]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (Dug(150, 200), True),
        (Dug(151, 200), False),
        (Dug(starts_on=DAY + timedelta(days=39), ends_on=DAY + timedelta(days=50)), True),
        (Dug(starts_on=DAY + timedelta(days=40), ends_on=DAY + timedelta(days=50)), False),
        (Dug(road_key="~xinjie"), False),
    ],
)
def test_near_is_within_fifty_metres_and_thirty_days_of_one_road(other: Dug, found: bool) -> None:
    assert near(Dug(), other, 50, 30) is found


def test_same_road_is_found_however_its_name_was_typed() -> None:
    assert road_key(None, "光明 大道") == road_key(None, "光明大道 ")
    assert road_key(None, "Ｇ105 Road") == road_key(None, "g105road")
    assert road_key("guangming", None) == "guangming" != road_key(None, "guangming")


def test_the_deepest_leads_then_the_longest_then_the_earliest() -> None:
    shallow, deep = Dug(0, 500, depth_m=Decimal("0.7")), Dug(0, 10, depth_m=Decimal("1.4"))
    assert in_order([shallow, deep])[0] is deep
    assert "deepest (1.4 m)" in str(why_leading(in_order([shallow, deep])))
    longer, earlier = Dug(0, 120), Dug(0, 100, starts_on=DAY - timedelta(days=3))
    assert in_order([earlier, longer])[0] is longer
    assert "longest (120 m)" in str(why_leading(in_order([earlier, longer])))
    assert in_order([Dug(), earlier])[0] is earlier
    assert "begins first" in str(why_leading(in_order([Dug(), earlier])))
    assert "planned first" in str(why_leading([Dug(), Dug(id=2)]))


@given(several=SEVERAL)
def test_who_leads_does_not_depend_on_who_asks(several: list[Dug]) -> None:
    different = list({one.id: one for one in several}.values())
    assert in_order(different) == in_order(different[::-1])


def test_shared_window_begins_with_the_lead_and_lasts_as_long_as_the_longest() -> None:
    lead = Dug(starts_on=date(2026, 6, 15), ends_on=date(2026, 6, 20), depth_m=Decimal(2))
    long = Dug(starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 12))
    assert shared_window([lead, long], DAY) == (date(2026, 6, 15), date(2026, 6, 26))
    assert shared_window([lead], date(2026, 6, 18))[0] == date(2026, 6, 18)


@given(
    answers=st.lists(st.sampled_from(list(Answer)), min_size=2, max_size=5), agreed=st.booleans()
)
def test_one_no_ends_it_and_only_all_yes_agree(answers: list[Answer], agreed: bool) -> None:
    state = merge_state(answers, agreed=agreed)
    assert (state in {MergeState.refused, MergeState.cancelled}) == (Answer.no in answers)
    assert (state == MergeState.agreed) == (set(answers) == {Answer.yes})
