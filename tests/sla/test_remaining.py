"""Remaining working time: what a list says beside the light."""

from __future__ import annotations

import pytest

from app.sla.rules.remaining import day_length, left_in_words, remaining
from tests.sla.calendars import COUNTY, at

HOUR, DAY = 3600, 7 * 3600

pytestmark = pytest.mark.usefixtures("in_chinese")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3 * HOUR + 20 * 60, "剩 3 小时 20 分（工作时间）"),
        (3 * HOUR + 20 * 60 + 59, "剩 3 小时 20 分（工作时间）"),
        (59, "剩 不到 1 分（工作时间）"),
        (2 * DAY, "剩 2 个工作日"),
        (2 * DAY + 3 * HOUR + 60, "剩 2 个工作日 3 小时"),
    ],
)
def test_time_left_in_words(seconds: int, words: str) -> None:
    assert str(left_in_words(seconds, DAY)) == words


def test_time_since_due_in_words() -> None:
    assert str(left_in_words(-DAY - 2 * HOUR, DAY, overdue=True)) == "超 1 个工作日 2 小时"
    assert str(left_in_words(-90 * 60, DAY, overdue=True)) == "超 1 小时 30 分（工作时间）"
    assert left_in_words(0, DAY, overdue=True) is None, "overdue since the last closing"


def test_only_working_time_is_left() -> None:
    friday = at("04-30 16:00")
    assert remaining(COUNTY, at("05-06 10:00"), None, friday) == 2 * HOUR
    assert remaining(COUNTY, friday, None, at("05-06 10:00")) == -2 * HOUR
    assert remaining(COUNTY, None, 5 * HOUR, friday) == 5 * HOUR, "what a pause keeps"
    assert remaining(COUNTY, None, None, friday) is None


def test_a_working_day_has_seven_hours_here() -> None:
    assert day_length(COUNTY) == DAY
