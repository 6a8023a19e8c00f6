"""A year that is proposed agrees with what the State Council arranged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.sla.rules.calendar import compile_calendar
from app.sla.rules.filling import ChangedDay, difference, proposed_year
from tests.sla.calendars import days_of_2026, document, made_up, year

COUNTY = Path(__file__).parents[2] / "bundles" / "huoqiu-2023" / "calendars" / "county.yaml"
pytestmark = pytest.mark.usefixtures("in_chinese")


def days(proposed: dict[str, Any], *, opened: bool) -> list[str]:
    return [row["date"] for row in proposed["days"] if row["open"] is opened]


def test_2026_is_proposed_as_it_was_published() -> None:
    known, proposed = year(2026, *days_of_2026()), proposed_year(2026)
    for opened in (True, False):
        assert days(proposed, opened=opened) == sorted(days(known, opened=opened))
    assert proposed["status"] == "published"
    assert proposed["source"] == "国务院办公厅关于2026年部分节假日安排的通知"


def test_days_carry_the_holidays_name_in_both_languages() -> None:
    names = {row["date"]: row["name"] for row in proposed_year(2025)["days"]}
    assert names["2025-01-28"]["zh"] == "春节"
    assert names["2025-10-07"] == {
        "zh": "国庆节、中秋节",
        "en": "National Day, Mid-Autumn Festival",
    }
    assert names["2025-10-11"]["zh"] == "国庆节、中秋节调休上班"
    assert names["2025-01-26"]["en"] == "Chinese New Year (Spring Festival): make-up workday"


def test_a_year_not_yet_arranged_is_only_projected() -> None:
    proposed = proposed_year(2028)
    assert proposed["status"] == "projected"
    assert "source" not in proposed
    assert not days(proposed, opened=True)


@pytest.mark.parametrize("number", range(2023, 2028))
def test_the_countys_calendar_is_the_proposal(number: int) -> None:
    county = yaml.safe_load(COUNTY.read_text(encoding="utf-8"))
    assert county["years"][number - 2023] == proposed_year(number)


@pytest.mark.parametrize("number", range(2013, 2030))
def test_every_proposal_makes_a_calendar(number: int) -> None:
    calendar = compile_calendar(document(proposed_year(number)))
    assert calendar.first.year == calendar.last.year == number


def test_the_difference_names_each_day_arranged_otherwise() -> None:
    row = made_up("2026-05-09")
    other = row | {"windows": [["09:00", "12:00"]]}
    old = year(2026, row, made_up("2026-05-10"))
    assert difference(old, old) == []
    assert difference(old, year(2026, other, made_up("2026-05-16"))) == [
        ChangedDay("2026-05-09", row, other),
        ChangedDay("2026-05-10", made_up("2026-05-10"), None),
        ChangedDay("2026-05-16", None, made_up("2026-05-16")),
    ]
