"""Every line of the table of cases that needs no rules, and the edges around them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.sla.rules.calendar import OutsideCalendarError
from app.sla.rules.deadline import (
    DeadlineError,
    Pause,
    Terms,
    after,
    before,
    due,
    net_seconds,
    share_at,
)
from app.sla.states import Unit
from tests.sla.calendars import (
    COUNTY,
    at,
    closed,
    county,
    days_of_2026,
    document,
    made_up,
    pause,
    terms,
    year,
)

CASES = [
    ("02-13 16:00", "1 workday", "02-14 17:00", "the next day is a make-up Saturday"),
    ("02-13 16:00", "3 workday", "02-25 17:00", "across Spring Festival"),
    ("02-13 16:00", "4 hour", "02-14 12:00", "the earliest instant, not 13:00"),
    ("02-14 14:00", "6 hour", "02-24 12:00", "from the make-up day across the festival"),
    ("05-07 17:30", "1 workday", "05-08 17:00", "after hours, the same day counts"),
    ("05-02 10:00", "5 workday", "05-11 17:00", "from a day off"),
    ("06-08 12:30", "1 hour", "06-08 14:00", "at lunch"),
    ("06-08 17:00", "1 hour", "06-09 10:00", "the close is outside the window"),
    ("04-16 10:00", "15 day", "05-06 17:00", "rolled past Labour Day"),
    ("01-31 10:00", "1 month", "02-28 17:00", "clamped, on a make-up Saturday"),
    ("09-01 10:00", "1 month", "10-08 17:00", "rolled past National Day"),
    ("06-08 09:00", "7 hour", "06-08 17:00", "a whole day ends at its close"),
    ("06-08 11:59:59.5", "0.001 hour", "06-08 13:00:03.1", "fractions of a second are kept"),
]


@pytest.mark.parametrize(("start", "amount", "expected", "why"), CASES, ids=[c[3] for c in CASES])
def test_due(start: str, amount: str, expected: str, why: str) -> None:
    assert due(COUNTY, at(start), terms(amount)) == at(expected)


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("05-07 17:30", "1 workday", "05-09 17:00"),
        ("05-07 17:00", "1 workday", "05-09 17:00"),
        ("05-07 16:59:59", "1 workday", "05-08 17:00"),
        ("05-07 12:30", "1 workday", "05-08 17:00"),
        ("05-02 10:00", "5 workday", "05-12 17:00"),
        ("05-02 10:00", "1 day", "05-07 17:00"),
        ("05-31 10:00", "1 month", "07-01 17:00"),
        ("05-07 17:30", "1 hour", "05-08 10:00"),
    ],
)
def test_after_hours_counts_as_made_on_the_next_working_day(
    start: str, amount: str, expected: str
) -> None:
    assert due(COUNTY, at(start), terms(amount, "next_workday")) == at(expected)


@pytest.mark.parametrize(
    ("start", "amount", "pauses", "expected"),
    [
        pytest.param(*case, id=why)
        for why, *case in [
            (
                "a pause across the holiday",
                "09-30 15:00",
                "10 hour",
                [("09-30 16:00", "10-09 10:00")],
                "10-10 12:00",
            ),
            (
                "a pause inside the holiday changes nothing",
                "09-30 15:00",
                "10 hour",
                [("10-01 10:00", "10-07 10:00")],
                "10-09 10:00",
            ),
            (
                "overlapping pauses count once",
                "06-08 09:00",
                "4 hour",
                [("06-08 10:00", "06-08 11:00"), ("06-08 10:30", "06-08 11:30")],
                "06-08 15:30",
            ),
            (
                "the days after pausing up to resuming are left out",
                "09-28 10:00",
                "5 workday",
                [("09-29 10:00", "10-09 15:00")],
                "10-14 17:00",
            ),
            (
                "a pause within one day changes nothing",
                "06-08 10:00",
                "2 workday",
                [("06-09 09:00", "06-09 16:59")],
                "06-10 17:00",
            ),
            (
                "due inside the pause: its first day is left out too",
                "08-24 09:00",
                "2 workday",
                [("08-26 08:58", "08-28 10:00")],
                "08-31 17:00",
            ),
            (
                "and again, when the new due lies inside another",
                "08-24 09:00",
                "2 workday",
                [("08-26 08:58", "08-28 10:00"), ("08-31 09:00", "09-01 08:00")],
                "09-02 17:00",
            ),
            (
                "a pause that ends exactly at due",
                "08-24 09:00",
                "2 workday",
                [("08-26 09:00", "08-26 17:00")],
                "08-26 17:00",
            ),
            (
                "a pause that begins exactly at due",
                "08-24 09:00",
                "2 workday",
                [("08-26 17:00", "08-28 17:00")],
                "08-26 17:00",
            ),
            (
                "a pause before the start",
                "06-08 09:00",
                "4 hour",
                [("06-01 09:00", "06-08 10:00")],
                "06-08 15:00",
            ),
            (
                "a pause before the start, in days",
                "06-10 09:00",
                "2 workday",
                [("06-01 09:00", "06-09 10:00")],
                "06-12 17:00",
            ),
            (
                "a pause after due, beyond the calendar",
                "06-08 09:00",
                "2 workday",
                [("06-15 09:00", "06-16 09:00")],
                "06-10 17:00",
            ),
            (
                "a natural limit that would roll into the pause's last day",
                "06-10 09:00",
                "3 day",
                [("06-13 10:00", "06-15 10:00")],
                "06-16 17:00",
            ),
            (
                "a natural limit that rolls onto the day of pausing",
                "05-01 09:00",
                "2 day",
                [("05-06 10:00", "05-08 10:00")],
                "05-09 17:00",
            ),
        ]
    ],
)
def test_due_with_pauses(
    start: str, amount: str, pauses: list[tuple[str, str]], expected: str
) -> None:
    held = [pause(*one) for one in pauses]
    assert due(COUNTY, at(start), terms(amount), held) == at(expected)


def test_the_local_date_counts_not_the_servers() -> None:
    start = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    expected = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    assert due(COUNTY, start, terms("1 workday")) == expected


def test_a_day_that_becomes_a_workday_brings_the_due_forward() -> None:
    days = [one for one in days_of_2026() if one["date"] != "2026-05-09"]
    before_change = county(years=[year(2026, *days)])
    assert due(before_change, at("04-30 10:00"), terms("5 workday")) == at("05-12 17:00")
    assert due(COUNTY, at("04-30 10:00"), terms("5 workday")) == at("05-11 17:00")


def test_a_level_is_a_share_of_the_business_time() -> None:
    start = at("06-18 14:00")
    end = due(COUNTY, start, terms("10 hour"))
    assert end == at("06-22 17:00")
    assert share_at(COUNTY, start, end, [], Decimal("0.8")) == at("06-22 15:00")
    assert share_at(COUNTY, start, end, [], Decimal(0)) == start
    assert share_at(COUNTY, start, end, [], Decimal(1)) == end


def test_a_level_is_a_share_net_of_pauses() -> None:
    held = [pause("06-08 10:00", "06-08 11:00")]
    end = due(COUNTY, at("06-08 09:00"), terms("5 hour"), held)
    assert end == at("06-08 16:00")
    assert share_at(COUNTY, at("06-08 09:00"), end, held, Decimal("0.4")) == at("06-08 12:00")
    assert net_seconds(COUNTY, at("06-08 09:00"), end, held) == 5 * 3600


@pytest.mark.parametrize(
    ("amount", "early", "late"),
    [
        ("2 hour", "06-08 15:00", "06-09 11:00"),
        ("7 hour", "06-08 09:00", "06-09 17:00"),
        ("1 workday", "06-05 17:00", "06-09 17:00"),
        ("2 workday", "06-04 17:00", "06-10 17:00"),
    ],
)
def test_a_level_is_an_offset_from_due(amount: str, early: str, late: str) -> None:
    assert before(COUNTY, at("06-08 17:00"), terms(amount)) == at(early)
    assert after(COUNTY, at("06-08 17:00"), terms(amount)) == at(late)


def test_an_offset_keeps_the_time_of_day() -> None:
    assert before(COUNTY, at("06-10 11:00"), terms("1 workday")) == at("06-09 11:00")


@pytest.mark.parametrize(
    ("unit", "amount"),
    [
        ("hour", "0"),
        ("hour", "-1"),
        ("hour", "NaN"),
        ("hour", "Infinity"),
        ("hour", "1e9"),
        ("workday", "1.5"),
        ("workday", "1e9"),
        ("day", "0.5"),
        ("month", "1e999999"),
    ],
)
def test_an_amount_that_is_none_is_refused(unit: str, amount: str) -> None:
    with pytest.raises(DeadlineError):
        Terms(Unit(unit), Decimal(amount))


def test_a_pause_ends_after_it_begins_and_knows_its_time_zone() -> None:
    for begins, ends in [
        (at("06-08 10:00"), at("06-08 10:00")),
        (at("06-08 10:00"), at("06-08 09:00")),
        (at("06-08 10:00").replace(tzinfo=None), at("06-08 11:00").replace(tzinfo=None)),
    ]:
        with pytest.raises(DeadlineError):
            Pause(begins, ends)


def test_a_start_without_time_zone_is_refused() -> None:
    with pytest.raises(DeadlineError):
        due(COUNTY, at("06-08 10:00").replace(tzinfo=None), terms("1 hour"))


@pytest.mark.parametrize("amount", ["1 hour", "1 workday", "1 day", "1 month"])
def test_a_year_without_calendar_is_refused(amount: str) -> None:
    only_2026 = county(years=[year(2026)])
    for start in ("2025-12-31T12:00+08:00", "2026-12-31T17:00+08:00", "0001-01-01T00:00+14:00"):
        with pytest.raises(OutsideCalendarError):
            due(only_2026, datetime.fromisoformat(start), terms(amount))


def test_a_pause_into_a_year_without_calendar_is_refused_only_where_it_matters() -> None:
    only_2026 = county(years=[year(2026)])
    held = [Pause(at("12-01 10:00"), datetime.fromisoformat("9999-12-31T23:59:59Z"))]
    for amount in ("3 hour", "3 workday", "3 day"):
        with pytest.raises(OutsideCalendarError):
            due(only_2026, at("12-01 09:00"), terms(amount), held)
        assert due(only_2026, at("11-02 09:00"), terms(amount), held) < at("11-06 00:00")


def test_a_single_make_up_day_after_a_long_rest_is_found() -> None:
    days = [*closed("rest", "01-01", "12-31", 2026), made_up("2026-12-26")]
    days = [one for one in days if one["open"] or one["date"] != "2026-12-26"]
    rare = county(years=[year(2026, *days)])
    assert due(rare, at("01-01 10:00"), terms("1 workday")) == at("12-26 17:00")
    assert document(year(2026))["code"] == rare.code
