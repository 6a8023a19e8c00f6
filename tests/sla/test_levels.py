"""When levels are told, in what order, and when they are armed again: pure changes of one clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.foundation import clock
from app.sla.models import Clock
from app.sla.rules.calendar import compile_calendar
from app.sla.rules.clock import Span, begin, fire, hold, schedule, stop
from app.sla.rules.selection import Rule
from tests.sla.calendars import closed, county, days_of_2026, document, year

CALENDAR = county()
SOON = {"code": "soon", "share": "0.8", "tell": ["organisation"]}
OVERDUE = {"code": "overdue", "share": "1", "tell": ["organisation"]}
UTILITY, PAUSE = Span("utility"), Span("applicant", paused=True)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of June 2026 by the county's wall clock; the 8th is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=clock.ZONE).astimezone(UTC)


def limit(*levels: dict[str, Any], unit: str = "workday", amount: int = 1) -> Rule:
    document = {"code": "r", "unit": unit, "amount": amount, "levels": list(levels)}
    return Rule(document, date(2026, 1, 1))


def begun(rule: Rule, start: datetime) -> Clock:
    made = Clock(started_at=start, extended_by=0, level_revision=0, next_level=0)
    begin(made, rule, CALENDAR, UTILITY)
    return made


def told(one: Clock, rule: Rule, instant: datetime) -> list[str]:
    return [found.level.code for found in fire(one, rule, CALENDAR, instant, instant)]


def test_what_is_reached_at_closing_time_waits_for_the_opening_unless_always_told() -> None:
    rule = limit(OVERDUE)
    assert begun(rule, at(8, 9)).next_level_at == at(10, 9)
    rule = limit(OVERDUE | {"always": True})
    assert begun(rule, at(8, 9)).next_level_at == at(9, 17)


def test_what_is_always_told_does_not_wait_behind_what_is_not() -> None:
    after = {"unit": "hour", "amount": 1}
    rule = limit(OVERDUE, {"code": "night", "after": after, "always": True, "tell": ["lead"]})
    one = begun(rule, at(12, 9))  # due on Monday at 17:00, told on Tuesday at 9:00
    assert told(one, rule, at(16, 9)) == ["overdue"]
    assert told(one, rule, at(16, 10)) == ["night"]


def test_what_was_kept_back_is_not_told_while_the_office_is_closed() -> None:
    rule = limit(SOON, OVERDUE)
    one = begun(rule, at(8, 9))
    assert told(one, rule, at(13, 22)) == []
    assert one.next_level_at == at(15, 9), "Monday"
    assert told(one, rule, at(15, 9)) == ["soon", "overdue"]
    assert one.next_level_at is None


def test_while_closed_what_is_always_told_brings_along_what_came_before_it() -> None:
    rule = limit(SOON, OVERDUE | {"always": True}, {**OVERDUE, "code": "late"})
    one = begun(rule, at(8, 9))
    assert told(one, rule, at(13, 22)) == ["soon", "overdue"]
    assert told(one, rule, at(15, 9)) == ["late"]


def test_levels_are_armed_again_only_when_due_moved() -> None:
    rule = limit(SOON, OVERDUE, amount=3)
    one = begun(rule, at(8, 9))
    assert told(one, rule, at(11, 11)) == ["soon"]
    first = one.level_revision
    hold(one, rule, CALENDAR, PAUSE, at(11, 13))
    assert one.next_level_at is None
    hold(one, rule, CALENDAR, UTILITY, at(11, 14))
    assert (one.level_revision, one.next_level) == (first, 1)
    hold(one, rule, CALENDAR, PAUSE, at(11, 15))
    hold(one, rule, CALENDAR, UTILITY, at(15, 10))
    assert (one.level_revision, one.next_level) == (first + 1, 0)


def test_an_extension_during_a_pause_arms_the_levels_again() -> None:
    rule = limit(SOON, OVERDUE, amount=3)
    one = begun(rule, at(8, 9))
    told(one, rule, at(11, 11))
    first = one.level_revision
    hold(one, rule, CALENDAR, PAUSE, at(11, 13))
    one.extended_by = 2
    schedule(one, rule, CALENDAR)
    hold(one, rule, CALENDAR, UTILITY, at(11, 14))
    assert (one.level_revision > first, one.next_level) == (True, 0)


def test_rule_that_names_no_level_turns_yellow_when_a_fifth_of_its_time_is_left() -> None:
    rule = limit(amount=5, unit="hour")
    assert begun(rule, at(8, 9)).soon_at == at(8, 14)


def test_clock_stops_by_the_calendar_in_force_though_no_batch_has_come_by() -> None:
    rule = limit(amount=1)
    one = begun(rule, at(8, 9))
    days = [*days_of_2026(), *closed("Flood", "06-09", "06-09", 2026)]
    stop(one, rule, compile_calendar(document(year(2026, *days)), 2), at(10, 17))
    assert (one.state, one.due_at, one.calendar_revision) == ("met", at(10, 17), 2)
