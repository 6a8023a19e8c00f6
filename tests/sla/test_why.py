"""A clock tells why it is due when it is, in sentences and as a picture."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.foundation import clock as house_clock
from app.foundation.labels import text
from app.sla.rules.clock import Span, begin, held, hold, pauses_until, schedule, stop
from app.sla.rules.picture import Mark, weeks
from app.sla.rules.selection import Rule
from app.sla.rules.why import why
from tests.sla.calendars import COUNTY, at

pytestmark = pytest.mark.usefixtures("in_chinese")
LATER = at("12-01 09:00")


def rule(amount: int, unit: str = "workday") -> Rule:
    document = {"code": "x", "label": "x", "node": "survey", "unit": unit, "amount": amount}
    return Rule(document, date(2023, 1, 1), version=1)


def clock(start: datetime, by: Rule, **changed: Any) -> Any:
    """A clock that the utility holds from its start on."""
    given = {
        "extended_by": 0,
        "floor_at": None,
        "floor_since": None,
        "state": None,
        "promised_at": None,
        "due_at": None,
    }
    one = SimpleNamespace(**given | changed, started_at=start, level_revision=0, next_level=0)
    begin(one, by, COUNTY, Span("utility"))
    return one


def paused(one: Any, by: Rule, begins: datetime, ends: datetime | None = None) -> Any:
    hold(one, by, COUNTY, Span("applicant", paused=True), begins)
    if ends:
        hold(one, by, COUNTY, Span("utility"), ends)
    return one


def told(one: Any, by: Rule, now: datetime = LATER) -> list[str]:
    return [str(step) for step in why(one, by, COUNTY, now)]


def extended_over_labour_day() -> tuple[Any, Rule]:
    """5 working days, paused for two, extended by 2, over a holiday and a make-up day."""
    by = rule(5)
    one = paused(clock(at("04-29 10:00"), by), by, at("05-06 10:00"), at("05-08 09:00"))
    one.extended_by = 2
    schedule(one, by, COUNTY)
    return one, by


def test_pause_holiday_make_up_day_and_extension_are_told_step_by_step() -> None:
    one, by = extended_over_labour_day()
    assert told(one, by) == [
        "时限：7 个工作日",
        "延期：规则规定 5 个工作日，经批准延长 2 个工作日",
        "起算：2026-04-29（周三）10:00",
        "暂停：2026-05-06（周三）10:00 至 2026-05-08（周五）09:00",
        "2026-04-29（周三）：起算当日，不计",
        "2026-04-30（周四）：第 1 个工作日",
        *(
            f"2026-05-0{day}（周{week}）Labour Day：不计"
            for day, week in zip(range(1, 6), "五六日一二", strict=True)
        ),
        "2026-05-06（周三）：第 2 个工作日（暂停首日仍计入，自次日起扣除）",
        "2026-05-07（周四）：暂停期间，不计",
        "2026-05-08（周五）：暂停期间，不计",
        "2026-05-09（周六）make-up：第 3 个工作日",
        "2026-05-10（周日）休息日：不计",
        "2026-05-11（周一）：第 4 个工作日",
        "2026-05-12（周二）：第 5 个工作日",
        "2026-05-13（周三）：第 6 个工作日",
        "2026-05-14（周四）：第 7 个工作日",
        "到期：2026-05-14（周四）17:00",
    ]


def test_the_picture_shows_every_day_from_start_to_due() -> None:
    one, by = extended_over_labour_day()
    rows = weeks(COUNTY, why(one, by, COUNTY, LATER), pauses_until(one.spans, LATER))
    cells = [cell for row in rows for cell in row if cell]
    first, last = (house_clock.local(each).date() for each in (one.started_at, one.due_at))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert [cell.day for cell in cells] == days
    assert {len(row) for row in rows} == {7}
    assert [cell.day.weekday() for cell in rows[0] if cell] == [2, 3, 4, 5, 6]
    marks = {cell.day.isoformat()[5:]: cell.mark for cell in cells}
    assert marks["04-29"] is Mark.skipped
    assert marks["05-03"] is Mark.holiday
    assert marks["05-07"] is Mark.paused
    assert marks["05-09"] is Mark.make_up
    assert marks["05-10"] is Mark.weekend
    assert [text(cell.tag) for cell in cells if cell.last] == ["第7天"]


def test_a_paused_clock_is_reckoned_as_if_it_went_on_now() -> None:
    by = rule(3)
    one = paused(clock(at("06-08 09:00"), by), by, at("06-09 10:00"))
    said = told(one, by, at("06-10 10:00"))
    assert said[0].startswith("目前暂停：以下按此刻（2026-06-10（周三）10:00）恢复推算")
    assert said[-1] == "到期：2026-06-12（周五）17:00"


def test_a_due_that_was_kept_from_an_older_rule_is_told_with_the_days_until_it() -> None:
    by = rule(3)
    one = clock(at("06-08 09:00"), by, floor_at=at("06-15 17:00"), floor_since=at("06-10 17:00"))
    said = told(one, by)
    assert "2026-06-12（周五）：未到保留的最早到期日" in said
    assert said[-1] == "规则或认定的事实中途有变，到期不早于 2026-06-15（周一）17:00"


@pytest.mark.parametrize("begins", ["06-08 10:20:30", "06-08 12:30", "06-09 16:59:59"])
def test_whose_time_it_was_adds_up_to_the_second(begins: str) -> None:
    by = rule(5)
    one = paused(clock(at("06-08 09:07:03"), by), by, at(begins), at("06-11 11:11:11"))
    stop(one, by, COUNTY, at("06-12 15:13:07"))
    parts = list(held(one.spans, COUNTY, LATER))
    assert sum(gross for _, gross, _ in parts) == one.gross_seconds
    assert sum(net for _, _, net in parts) == one.net_seconds
    assert [net for span, _, net in parts if span.get("paused")] == [0]
