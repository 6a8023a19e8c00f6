"""A due date explains itself: every day in it, each counted or not and why, in Chinese."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from app.foundation import clock
from app.sla.rules.deadline import due, projected
from app.sla.rules.explain import explain
from app.sla.rules.steps import StepKind
from tests.sla.calendars import COUNTY, at, pause, terms
from tests.sla.examples import Case, cases

MID_PAUSE = "期限原会在当日开始的暂停中届满，当日也不计"


@pytest.mark.usefixtures("in_chinese")
def test_workdays_with_after_hours_and_a_make_up_day() -> None:
    steps = explain(COUNTY, at("05-07 17:30"), terms("1 workday", "next_workday"))
    assert [str(step) for step in steps] == [
        "时限：1 个工作日",
        "起算：2026-05-07（周四）17:30",
        "2026-05-07（周四）：非工作时间提出，视为 2026-05-08（周五）提出",
        "2026-05-08（周五）：起算当日，不计",
        "2026-05-09（周六）make-up：第 1 个工作日",
        "到期：2026-05-09（周六）17:00",
    ]


@pytest.mark.usefixtures("in_chinese")
def test_a_pause_on_the_last_day_gives_that_day_back() -> None:
    held = [pause("08-26 08:58", "08-28 10:00")]
    said = [str(step) for step in explain(COUNTY, at("08-24 09:00"), terms("2 workday"), held)]
    assert said[2:] == [
        "暂停：2026-08-26（周三）08:58 至 2026-08-28（周五）10:00",
        "2026-08-24（周一）：起算当日，不计",
        "2026-08-25（周二）：第 1 个工作日",
        f"2026-08-26（周三）：{MID_PAUSE}",
        "2026-08-27（周四）：暂停期间，不计",
        "2026-08-28（周五）：暂停期间，不计",
        "2026-08-29（周六）休息日：不计",
        "2026-08-30（周日）休息日：不计",
        "2026-08-31（周一）：第 2 个工作日",
        "到期：2026-08-31（周一）17:00",
    ]


@pytest.mark.usefixtures("in_chinese")
def test_hours_by_the_part_of_the_day_in_which_they_ran() -> None:
    held = [pause("06-08 10:00", "06-08 11:00"), pause("06-08 10:30", "06-08 11:30")]
    said = [str(step) for step in explain(COUNTY, at("06-08 09:00"), terms("4.5 hour"), held)]
    ran = "09:00–10:00、11:30–12:00、13:00–16:00 计时 4 小时 30 分，累计 4 小时 30 分"
    assert said[3:5] == [
        "2026-06-08（周一）：10:00–11:30 暂停，不计",
        f"2026-06-08（周一）：{ran}",
    ]


@pytest.mark.usefixtures("in_chinese")
def test_natural_days_are_put_off_to_a_working_day() -> None:
    said = [str(step) for step in explain(COUNTY, at("05-30 10:00"), terms("1 month"))]
    assert "自 2026-05-30（周六）至 2026-06-30（周二），共 31 天" in said
    said = [str(step) for step in explain(COUNTY, at("04-30 10:00"), terms("4 day"))]
    assert said[-4:-1] == [
        "2026-05-04（周一）Labour Day：第 4 天，届满日不是工作日，顺延",
        "2026-05-05（周二）Labour Day：继续顺延",
        "2026-05-06（周三）：顺延至当日届满",
    ]


@pytest.mark.usefixtures("in_chinese")
def test_a_year_not_published_is_mentioned() -> None:
    steps = explain(COUNTY, at("12-31 16:30"), terms("1 hour"))
    assert str(steps[-1]).startswith("途经年份的放假安排尚未公布")
    assert not projected(COUNTY, at("12-31 15:30"), at("12-31 16:30"))


@given(case=cases())
def test_every_day_from_start_to_due_is_told_once_in_order(case: Case) -> None:
    steps = explain(COUNTY, *case)
    due_at = due(COUNTY, *case)
    last = clock.local(due_at).date()
    day, told = clock.local(case.start).date(), [clock.local(case.start).date()]
    while day < last:
        day += timedelta(days=1)
        told.append(day)
    kinds = (StepKind.counted, StepKind.skipped)
    assert list(dict.fromkeys(step.day for step in steps if step.kind in kinds)) == told
    assert all(str(step.day) in str(step) for step in steps if step.kind in kinds)


@given(case=cases(units=("workday", "day", "month")))
def test_as_many_days_are_counted_as_the_terms_say(case: Case) -> None:
    counted = [step for step in explain(COUNTY, *case) if step.kind is StepKind.counted]
    if case.terms.unit == "workday":
        assert len(counted) == case.terms.count
    else:
        assert len(counted) >= case.terms.count
