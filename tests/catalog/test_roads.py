"""Roads are protected for five years after they were built and three after an overhaul."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.queries import CountySettings
from app.catalog.rules.roads import RoadEntry, full_years, protection, road_facts, years_later

LABEL = {"zh": "五岳大道", "en": "Wuyue Avenue"}
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@dataclass(frozen=True)
class Years:
    protected_years_new: int = CountySettings.protected_years_new
    protected_years_overhauled: int = CountySettings.protected_years_overhauled


@pytest.mark.parametrize(
    ("built", "overhauled", "on", "until"),
    [
        (date(2023, 9, 20), None, date(2028, 9, 19), date(2028, 9, 20)),
        (date(2023, 9, 20), None, date(2028, 9, 20), None),
        (date(2003, 5, 1), date(2025, 6, 30), date(2028, 6, 29), date(2028, 6, 30)),
        (date(2003, 5, 1), date(2025, 6, 30), date(2028, 6, 30), None),
        (date(2024, 1, 1), date(2025, 6, 30), date(2026, 1, 1), date(2029, 1, 1)),
        (date(2020, 2, 29), None, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2020, 2, 29), None, date(2025, 3, 1), None),
        (None, None, date(2026, 1, 1), None),
    ],
)
def test_a_road_is_protected_until_its_years_are_full(
    built: date | None, overhauled: date | None, on: date, until: date | None
) -> None:
    road = RoadEntry("wuyue", LABEL, built_on=built, overhauled_on=overhauled)
    found = protection(road, on, Years())
    assert (found.until if found else None) == until


def test_the_county_decides_for_how_many_years() -> None:
    road = RoadEntry("wuyue", LABEL, built_on=date(2023, 9, 20))
    assert protection(road, date(2024, 9, 20), Years(protected_years_new=1)) is None
    found = protection(road, date(2024, 9, 19), Years(protected_years_new=1))
    assert found is not None
    assert str(found.reason).startswith("五岳大道 was handed over on 2023-09-20: within 1 years")


def test_nothing_is_said_of_a_road_that_is_not_in_the_catalogue() -> None:
    assert road_facts(None, date(2026, 1, 1), Years()) == {}


@given(since=DAYS, on=DAYS, years=st.integers(0, 30))
def test_full_years_and_protection_agree_on_every_day(since: date, on: date, years: int) -> None:
    full = full_years(since, on)
    assert full is not None
    if on >= since:
        assert (full >= years) == (on >= years_later(since, years))
    road = RoadEntry("r", LABEL, built_on=since)
    facts = road_facts(road, on, Years(protected_years_new=years))
    assert facts["protected_road"] == (on < years_later(since, years))
    assert years_later(since, years) - since >= timedelta(days=365 * years)
