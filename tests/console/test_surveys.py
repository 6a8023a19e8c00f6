"""Joint surveys on the screens: with their records, and in the calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.clients import Client
from tests.workflow.stories import dispatched, ticket_of
from tests.workflow.test_surveys import (
    FOUR,
    FRIDAY,
    NOT_NEEDED,
    OTHER,
    TUESDAY,
    act,
    contacted,
    proposed,
)

pytestmark = pytest.mark.engines

Console = Callable[[str], Client]
WEEK, DAY = "/surveys/?day=2027-03-04", "/surveys/?view=day&day=2027-03-02"


def part_of(row_id: int, utility: str) -> str:
    return f"/tickets/show/{ticket_of(row_id, utility).id}/survey"


def test_record_tells_who_answered_what_and_how_the_survey_moved(session: Any, console: Console):
    row_id = contacted(preferred_times="工作日上午")
    proposed(row_id)
    act(row_id, "gas", "answer_survey", **OTHER)
    proposed(row_id, at=FRIDAY, reason="应用户要求改期", asked_by="applicant")
    act(row_id, "water", "answer_survey", **NOT_NEEDED)
    act(row_id, "power", "record_survey", external_works=True, findings="箱变已满")
    page = console("window").get(f"/applications/show/{row_id}/survey").text
    told = ("工作日上午", "应用户要求改期", "2027-03-02 09:30", "2027-03-05 14:00", "箱变已满")
    for said in (*told, NOT_NEEDED["reason"]):
        assert said in page
    water = console("water").get(part_of(row_id, "water")).text
    assert "2027-03-05 14:00" in water
    for others in ("箱变已满", OTHER["reason"], f"{ticket_of(row_id, 'gas').number}<"):
        assert others not in water


def test_latecomer_is_told_of_the_appointment_it_may_join(session: Any, console: Console):
    row_id = contacted("power", "water")
    proposed(row_id)
    page = console("gas").get(part_of(row_id, "gas")).text
    assert "2027-03-02 09:30" in page
    assert "供水企业" not in page


def test_calendar_shows_the_week_and_marks_what_collides(session: Any, console: Console):
    first, second = contacted(enterprise="霍邱甲公司"), contacted(enterprise="霍邱乙公司")
    proposed(first, minutes=120)
    act(first, "gas", "answer_survey", **OTHER)
    proposed(second, lead="water", at="2027-03-02T11:00:00+08:00")
    proposed(contacted(enterprise="霍邱丙公司"), at="2027-03-06T09:00:00+08:00")
    power = console("power").get(WEEK).text
    assert power.count("时段冲突") == 2, "each of the two names the other"
    assert "非工作时间" in power, "a Saturday"
    assert "时段冲突" not in console("gas").get(WEEK).text, "gas asked for another time"
    office = console("coordinator").get(f"{WEEK}&organisation=gas").text
    assert "霍邱甲公司" in office
    assert "时段冲突" not in office
    assert "霍邱甲公司" not in console("unicom").get(WEEK).text


def test_day_list_tells_where_to_go_and_whom_to_meet(session: Any, console: Console):
    row_id = contacted(enterprise="霍邱甲公司")
    proposed(row_id, place="厂区东门")
    page = console("power").get(DAY).text
    for said in ("09:30–10:30", "霍邱甲公司", "创业路18号", "厂区东门", "王建国", "13905641234"):
        assert said in page
    leader = console("leader").get(DAY).text
    assert "霍邱甲公司" in leader
    assert "13905641234" not in leader
    assert "王建国" not in leader


def test_a_day_that_is_none_is_refused(console: Console):
    assert console("power").get("/surveys/?day=tomorrow").status_code == 400
    assert console("power").get("/surveys/?day=9999-12-31").status_code == 200


def test_pages_of_surveys_cost_the_same_few_statements(
    session: Any, console: Console, statements: Callable[[], Any]
):
    power, office = console("power"), console("coordinator")
    row_id = contacted()
    proposed(row_id)
    counts: dict[str, list[int]] = {}
    for _ in range(2):
        pages = ((power, WEEK), (office, WEEK), (power, DAY), (power, part_of(row_id, "power")))
        for client, address in (*pages, (office, f"/applications/show/{row_id}/survey")):
            session.rollback()
            with statements() as said:
                assert client.get(address).status_code == 200
            sent = [one for one in said if not one.startswith("BEGIN")]
            counts.setdefault(f"{client is power} {address}", []).append(len(sent))
            assert len(sent) <= 12, sent
        for at in (TUESDAY, FRIDAY):
            proposed(contacted(), at=at)
        proposed(row_id, at=FRIDAY, reason="改期")
        dispatched(services=FOUR)
    assert all(few == many for few, many in counts.values()), counts
