"""What a new version of a rule does to clocks that run (SLA-CASES.md)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.sla.rules.deadline import due
from app.sla.rules.migration import migrated, raised, rebased, reselected
from app.sla.rules.pauses import Pause
from app.sla.states import Migration, Unit
from tests.sla.calendars import COUNTY, at, pause, terms

NOW = at("06-10 09:00")


@pytest.mark.parametrize(
    ("mode", "old", "recomputed", "effective", "due"),
    [
        (Migration.all_open, at("06-15 17:00"), at("06-11 17:00"), 10, at("06-11 17:00")),
        (Migration.never_earlier, at("06-15 17:00"), at("06-11 17:00"), 10, at("06-15 17:00")),
        (Migration.new_only, at("06-15 17:00"), at("06-11 17:00"), 10, at("06-15 17:00")),
        (Migration.all_open, at("06-15 17:00"), at("06-11 17:00"), 12, at("06-15 17:00")),
        (Migration.all_open, at("06-12 17:00"), at("06-10 17:00"), 12, at("06-12 17:00")),
        (Migration.all_open, at("06-15 17:00"), at("06-22 17:00"), 10, at("06-22 17:00")),
        (Migration.never_earlier, at("06-15 17:00"), at("06-22 17:00"), 10, at("06-22 17:00")),
    ],
)
def test_a_changed_rule_moves_open_clocks_as_its_mode_says(
    mode: Migration,
    old: datetime,
    recomputed: datetime,
    effective: int,
    due: datetime,
) -> None:
    day = date(2026, 6, effective)
    assert migrated(mode, old, recomputed, day, COUNTY, now=NOW) == due


@pytest.mark.parametrize("mode", Migration)
def test_what_is_late_already_does_not_move(mode: Migration) -> None:
    late, longer = at("06-09 17:00"), at("06-30 17:00")
    assert migrated(mode, late, longer, date(2026, 6, 10), COUNTY, now=NOW) == late


def test_a_rule_chosen_again_keeps_start_and_pauses_and_knows_no_floor() -> None:
    held = [pause("06-08 10:00", "06-08 11:00")]
    longer, shorter = (
        due(COUNTY, at("06-08 09:00"), terms(amount), held) for amount in ("8 hour", "4 hour")
    )
    assert longer == at("06-09 11:00")
    assert reselected(shorter, at("06-08 11:00"), COUNTY) == at("06-08 15:00")


def test_a_rule_chosen_again_too_late_leaves_until_the_next_working_day() -> None:
    past = at("10-01 09:00")
    assert reselected(past, past, COUNTY) == past
    assert reselected(past, at("10-01 09:00:01"), COUNTY) == at("10-08 17:00")


def test_a_pause_gives_back_the_working_days_that_the_floor_left() -> None:
    held = pause("06-10 10:00", "06-15 10:00")
    assert raised(at("06-11 17:00"), NOW, Unit.workday, COUNTY, [held]) == at("06-16 17:00")


def test_a_pause_gives_back_the_hours_that_the_floor_left() -> None:
    held = pause("06-10 10:00", "06-15 10:00")
    assert raised(at("06-10 11:00"), NOW, Unit.hour, COUNTY, [held]) == at("06-15 11:00")


def test_a_pause_before_the_floor_was_laid_is_in_it_already() -> None:
    held = pause("06-08 10:00", "06-09 10:00")
    assert raised(at("06-11 17:00"), NOW, Unit.workday, COUNTY, [held]) == at("06-11 17:00")


@given(
    some.sampled_from(Unit),
    some.integers(1, 20 * 24),
    some.integers(1, 20 * 24),
    some.integers(0, 60),
)
def test_a_floor_laid_during_a_pause_is_where_it_was_laid_if_the_pause_ended_then(
    unit: Unit, floor: int, paused: int, minutes: int
) -> None:
    since = NOW - timedelta(hours=paused)
    laid = COUNTY.opening_after(NOW + timedelta(hours=floor, minutes=minutes))
    base = rebased(laid, NOW, since, unit, COUNTY)
    found = raised(base, since, unit, COUNTY, [Pause(since, NOW)])
    same_day = COUNTY.local_date(laid) == COUNTY.local_date(NOW)
    assert same_day or COUNTY.business(min(found, laid), max(found, laid)) == timedelta(0)


@given(
    some.sampled_from(Unit),
    some.integers(0, 20 * 24),
    some.integers(0, 20 * 24),
    some.integers(1, 20 * 24),
)
def test_a_floor_never_falls_and_is_never_behind_a_pause_that_began_before_it(
    unit: Unit, floor: int, begins: int, lasts: int
) -> None:
    since = NOW
    laid, begin = since + timedelta(hours=floor), since + timedelta(hours=begins)
    held = Pause(begin, begin + timedelta(hours=lasts))
    found = raised(laid, since, unit, COUNTY, [held])
    assert found >= laid
    if laid > since and begin < laid and COUNTY.business(begin, laid):
        assert found >= held.ends_at
