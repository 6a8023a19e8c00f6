"""What a calendar's document may hold, and what its tables answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.sla.rules.calendar import CalendarError, OutsideCalendarError, compile_calendar
from tests.sla.calendars import COUNTY, at, closed, county, document, made_up, year

DAY = date.fromisoformat
HALF = made_up("2026-02-14") | {"windows": [["09:00", "12:00"]]}
ALL_WEEK = [1, 2, 3, 4, 5, 6, 7]


def problems(written: Any) -> list[tuple[str, str]]:
    with pytest.raises(CalendarError) as refused:
        compile_calendar(written)
    return refused.value.problems


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"windows": [["09:00", "09:00"]]}, "windows[0]"),
        ({"windows": [["12:00", "09:00"]]}, "windows[0]"),
        ({"windows": [["09:00", "12:00"], ["11:00", "17:00"]]}, "windows[1]"),
        ({"windows": [["13:00", "17:00"], ["09:00", "12:00"]]}, "windows[1]"),
        ({"windows": [["9:00", "12:00"]]}, "windows[0][0]"),
        ({"windows": [["09:00", "24:30"]]}, "windows[0][1]"),
        ({"windows": []}, "windows"),
        ({"weekdays": []}, ""),
        ({"weekdays": [0]}, "weekdays[0]"),
        ({"weekdays": [True]}, "weekdays[0]"),
        ({"colour": "red"}, "colour"),
        ({"years": []}, "years"),
        ({"years": [year(2025), year(2027)]}, "years"),
        ({"years": [year(2026), year(2026)]}, "years"),
        ({"years": [year(1999)]}, "years[0].year"),
        ({"years": [year(2026, status="guessed")]}, "years[0].status"),
        ({"years": [year(2026, made_up("2026-02-30"))]}, "years[0].days[0].date"),
        ({"years": [year(2026, made_up("2027-01-01"))]}, "years[0].days[0].date"),
        (
            {"years": [year(2026, made_up("2026-01-04"), made_up("2026-01-04"))]},
            "years[0].days[1].date",
        ),
        (
            {"years": [year(2026, made_up("2026-01-04") | {"windows": [["09:00", "09:00"]]})]},
            "years[0].days[0].windows[0]",
        ),
        (
            {
                "years": [
                    year(
                        2026,
                        made_up("2026-01-04") | {"open": False, "windows": [["09:00", "10:00"]]},
                    )
                ]
            },
            "years[0].days[0].windows",
        ),
    ],
)
def test_a_senseless_calendar_is_refused_with_its_path(changed: dict[str, Any], path: str) -> None:
    assert [found for found, _ in problems(document(year(2026)) | changed)] == [path]


@pytest.mark.parametrize("written", [None, [], "county", {}])
def test_what_is_no_calendar_is_refused(written: Any) -> None:
    assert problems(written)


def test_all_days_closed_is_an_error_and_no_loop() -> None:
    assert problems(document(year(2026, *closed("rest", "01-01", "12-31", 2026))))


def test_exceptions_go_both_ways_and_have_names() -> None:
    assert not COUNTY.is_working(DAY("2026-10-01"))
    assert COUNTY.is_working(DAY("2026-10-10"))
    assert not COUNTY.is_working(DAY("2026-10-11"))
    assert COUNTY.name(DAY("2026-10-01")) == {"zh": "National Day", "en": "National Day"}
    assert COUNTY.name(DAY("2026-10-12")) is None


def test_a_day_may_have_windows_of_its_own() -> None:
    calendar = county(years=[year(2026, HALF)])
    assert calendar.windows(DAY("2026-02-14")) == ((9 * 3600, 12 * 3600),)
    assert calendar.close(DAY("2026-02-14")) == at("02-14 12:00")
    assert calendar.add_business(at("02-14 11:00"), 7200) == at("02-16 10:00")


@pytest.mark.parametrize(
    ("instant", "opens"),
    [
        ("06-08 08:59", "06-08 09:00"),
        ("06-08 09:00", "06-08 09:00"),
        ("06-08 12:00", "06-08 13:00"),
        ("06-08 16:59:59.999999", "06-08 16:59:59.999999"),
        ("06-08 17:00", "06-09 09:00"),
        ("10-01 00:00", "10-08 09:00"),
    ],
)
def test_the_next_opening(instant: str, opens: str) -> None:
    assert COUNTY.opening_after(at(instant)) == at(opens)


def test_business_time_runs_inside_the_windows_only() -> None:
    assert COUNTY.business_seconds(at("06-08 08:00"), at("06-08 18:00")) == 7 * 3600
    assert COUNTY.business_seconds(at("06-08 11:59:59"), at("06-08 13:00:01")) == 2
    assert COUNTY.business_seconds(at("06-08 18:00"), at("06-08 08:00")) == 0
    assert COUNTY.business_seconds(at("09-30 16:00"), at("10-08 10:00")) == 2 * 3600


def test_counting_working_days_forth_and_back() -> None:
    assert COUNTY.workday_after(DAY("2026-09-30"), 1) == DAY("2026-10-08")
    assert COUNTY.workday_after(DAY("2026-10-08"), -1) == DAY("2026-09-30")
    assert COUNTY.workday_after(DAY("2026-10-03"), -1) == DAY("2026-09-30")
    assert COUNTY.workday_from(DAY("2026-10-03")) == DAY("2026-10-08")
    assert COUNTY.workdays(DAY("2026-10-01"), DAY("2026-10-11")) == 3


def test_a_day_off_has_no_close() -> None:
    with pytest.raises(ValueError, match="2026-10-01"):
        COUNTY.close(DAY("2026-10-01"))


def test_a_year_without_calendar_is_refused_by_every_question() -> None:
    late = at("06-08 09:00").replace(year=2031)
    for ask in (COUNTY.is_working, COUNTY.windows, COUNTY.name, COUNTY.projected, COUNTY.close):
        with pytest.raises(OutsideCalendarError):
            ask(late.date())
    for ask in (COUNTY.local_date, COUNTY.opening_after):
        with pytest.raises(OutsideCalendarError):
            ask(late)
    with pytest.raises(OutsideCalendarError):
        COUNTY.business_seconds(at("06-08 09:00"), late)
    with pytest.raises(OutsideCalendarError):
        COUNTY.add_business(at("06-08 09:00"), 10**9)
    with pytest.raises(OutsideCalendarError):
        COUNTY.workday_after(DAY("2027-12-31"), 1)


def test_a_year_reckoned_ahead_says_so() -> None:
    assert COUNTY.projected(DAY("2027-03-01"))
    assert not COUNTY.projected(DAY("2026-03-01"))


def test_a_calendar_round_the_clock_has_no_gap_at_midnight() -> None:
    always = county(windows=[["00:00", "24:00"]], weekdays=ALL_WEEK, years=[year(2026)])
    assert always.business_seconds(at("01-01 00:00"), at("01-03 00:00")) == 2 * 86400
    assert always.add_business(at("06-08 23:00"), 7200) == at("06-09 01:00")
    assert always.close(DAY("2026-12-31")) == at("01-01 00:00").replace(year=2026, month=12, day=31)
