"""The screens of meetings: planned by a click, kept, printed, followed up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.meetings.models import Meeting, MeetingAction
from tests.console.reading import main_of, menu_of, version_in
from tests.support.clients import Client
from tests.workflow.meetings import agreed, held, meeting, planned
from tests.workflow.stories import dispatched, ticket_of

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[..., Client]
JUNE = datetime(2026, 6, 8, 1, tzinfo=UTC)
HEAD: dict[str, Any] = {
    "kind": "conference",
    "title": "霍邱县淮源食品有限公司专题会商",
    "starts_at": "2026-06-10T09:00",
    "place": "三楼会议室",
    "participants": ["water", "gas"],
}
INPUT = re.compile(r'name="(items-\d+-(?:subject|number|note|id))"[^>]*value="([^"]*)"')
CAUSE = re.compile(r'name="(items-\d+-cause)".*?</select>', re.DOTALL)


@pytest.fixture
def case() -> Iterator[int]:
    """Long overdue by now."""
    with clock.frozen(JUNE):
        yield dispatched()


def rows(page: str) -> dict[str, str]:
    """What stands in the agenda of the form."""
    found = dict(INPUT.findall(page))
    for one in CAUSE.finditer(page):
        chosen = re.search(r'<option selected value="(\w*)"', one.group())
        found[one.group(1)] = chosen.group(1) if chosen else ""
    return found


def item(case: int, service: str) -> dict[str, Any]:
    number = ticket_of(case, service).number
    return {"subject": f"{service} 的进度", "number": number, "cause": "other", "note": "催过"}


def test_agenda_is_proposed_by_one_click_edited_and_kept(console: Console, case: int) -> None:
    office = console("coordinator")
    page = office.get("/meetings/add?propose=1").text
    agenda = rows(page)
    assert agenda["items-0-cause"] == "overdue"
    assert agenda["items-0-number"].startswith("341522LB20260608")
    left_out = {"items-0-drop": "y"}
    sent = office.submit("/meetings/add", HEAD | agenda | left_out)
    assert sent.status_code == 302, main_of(sent.text)
    made = db.session.scalars(select(Meeting)).one()
    assert agenda["items-0-number"] not in [one.number for one in made.items]
    assert agenda["items-1-number"] in main_of(office.get(sent.location).text)


def test_form_grows_without_losing_what_was_typed(console: Console, case: int) -> None:
    office = console("coordinator")
    typed = HEAD | {"items-0-subject": "通报", "items-0-cause": "other"}
    longer = office.submit("/meetings/add", typed | {"more": "1"})
    assert longer.status_code == 200
    agenda = rows(longer.text)
    assert agenda["items-0-subject"] == "通报"
    assert HEAD["title"] in longer.text
    proposed = office.submit("/meetings/add", typed | {"propose": "1"})
    assert rows(proposed.text)["items-0-subject"] == "通报"
    assert rows(proposed.text)["items-1-cause"] == "overdue"
    assert db.session.scalars(select(Meeting.id)).all() == []


def test_form_sent_twice_plans_one_meeting(console: Console, case: int) -> None:
    office = console("coordinator")
    page = office.get("/meetings/add").text
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    assert key
    for _ in range(2):
        office.submit("/meetings/add", HEAD | {"key": key.group(1)})
    assert len(db.session.scalars(select(Meeting.id)).all()) == 1


def test_mistake_in_a_row_is_told_beside_it(console: Console, case: int) -> None:
    typed = HEAD | {"items-2-subject": "x", "items-2-number": "341522LB1"}
    refused = console("coordinator").submit("/meetings/add", typed)
    assert refused.status_code == 422
    assert 'id="items-2-number-error"' in refused.text


def test_whoever_was_slower_loses_nothing(console: Console, case: int) -> None:
    row = planned()
    office = console("coordinator")
    address = f"/meetings/edit/{row.id}"
    seen = version_in(office.get(address).text)
    typed = HEAD | {"version": seen, "items-0-subject": "新议题"}
    assert office.submit(address, typed).status_code == 302
    late = office.submit(address, typed | {"items-0-subject": "更晚的议题"})
    assert late.status_code == 412
    assert "更晚的议题" in late.text


def test_minutes_are_kept_with_who_came_what_was_concluded_and_agreed(
    console: Console, case: int
) -> None:
    row = planned(items=[item(case, "water")])
    office, address = console("coordinator"), f"/meetings/hold/{row.id}"
    page = office.get(address).text
    typed = {
        "version": version_in(page),
        "minutes": "第一行\r\n第二行",
        "attendance-0-attendance": "present",
        "attendance-0-signed_in": "李工",
        "attendance-1-attendance": "absent",
        "attendance-2-attendance": "expected",
        "conclusions-0-conclusion": "六月底前通水",
        "actions-0-text": "完成采购",
        "actions-0-organisation": "water",
        "actions-0-due_on": "2026-06-13",
    }
    refused = office.submit(address, typed)
    assert refused.status_code == 422
    assert "2026-06-15" in main_of(refused.text), "the next working day"
    sent = office.submit(address, typed | {"actions-0-due_on": "2026-06-15"})
    assert sent.status_code == 302, main_of(sent.text)
    words = main_of(office.get(f"/meetings/show/{row.id}").text)
    for told in ("已召开", "李工", "六月底前通水", "完成采购", "第二行", "超时"):
        assert told in words, told
    printed = office.get(f"/meetings/minutes/{row.id}").text
    assert "六月底前通水" in printed


def test_participant_sees_its_own_item_and_that_there_are_others(
    console: Console, case: int
) -> None:
    row = planned(items=[item(case, "water"), item(case, "power")])
    agreed(row)
    agreed(row, organisation="power", text="供电方案")
    water = console("water")
    for page in (f"/meetings/show/{row.id}", f"/meetings/minutes/{row.id}"):
        words = main_of(water.get(page).text)
        assert "water 的进度" in words
        assert "另案" in words
        for hidden in ("power 的进度", ticket_of(case, "power").number, "供电方案"):
            assert hidden not in words
    assert console("gas").get(f"/meetings/show/{row.id}").status_code == 404
    assert console("auditor").get("/meetings/list/").status_code in {302, 403}


def test_owner_finds_what_it_owes_and_reports_it_as_done(console: Console, case: int) -> None:
    row = held(planned(items=[item(case, "water")]))
    owed = agreed(row, number=ticket_of(case, "water").number)
    water = console("water")
    first = water.get("/").text
    assert "/meetingactions/list/" in menu_of(first)
    assert 'href="/?queue=MeetingActionView.overdue"' in first
    words = main_of(water.get("/meetingactions/list/?_flt_0_standing=overdue").text)
    assert owed.text in words
    assert owed.text not in main_of(water.get("/meetingactions/list/?_flt_0_standing=done").text)
    address = f"/meetingactions/complete/{owed.id}"
    sent = water.submit(address, {"version": "1", "result": "到货了"})
    assert sent.status_code == 302
    assert "到货了" in main_of(water.get(sent.location).text)
    assert console("power").get(f"/meetingactions/show/{owed.id}").status_code == 404
    db.session.rollback()
    assert db.session.get_one(MeetingAction, owed.id).state == "done"


def test_action_agreed_later_asks_whose_it_is(console: Console, case: int) -> None:
    row = planned()
    office, address = console("coordinator"), f"/meetings/agree/{row.id}"
    typed = {"version": "1", "text": "补充材料", "due_on": "2026-06-15"}
    refused = office.submit(address, typed)
    assert refused.status_code == 422
    assert 'id="organisation-error"' in refused.text
    assert office.submit(address, typed | {"organisation": "gas"}).status_code == 302
    assert "补充材料" in main_of(console("gas").get("/meetingactions/list/").text)


def test_case_tells_on_its_timeline_what_meetings_made_of_it(console: Console, case: int) -> None:
    ticket = ticket_of(case, "water")
    row = planned(items=[item(case, "water")])
    held(row, conclusions=[{"item": row.items[0].id, "conclusion": "加快施工"}])
    agreed(row, number=ticket.number)
    words = main_of(console("water").get(f"/tickets/show/{ticket.id}").text)
    for told in ("列入会议议程", "催过", "会议议定意见", "加快施工", "会议议定事项", "HY2026-0001"):
        assert told in words, told
    assert "催过" not in main_of(console("gas").get("/tickets/list/").text)


def test_notice_leads_to_the_meeting_and_to_what_is_owed(console: Console, case: int) -> None:
    row = planned(items=[item(case, "water")])
    owed = agreed(row)
    page = console("water").get("/notices/list/").text
    assert f"/meetings/show/{row.id}" in page
    assert f"/meetingactions/show/{owed.id}" in page
    assert console("planning").get("/notices/list/").status_code == 200


def test_journal_tells_what_was_planned_and_said(console: Console, case: int) -> None:
    row = held(planned(items=[item(case, "water")]))
    office = console("coordinator")
    words = main_of(office.get("/journal/list/?_flt_0_subject_kind=meeting").text)
    assert "拟定会议" in words
    assert meeting(row.id).number in words
    events = re.findall(r"/journal/show/(\d+)", office.get("/journal/list/").text)
    for one in events[:6]:
        assert office.get(f"/journal/show/{one}").status_code == 200


def test_page_costs_the_same_however_long_the_agenda(
    console: Console, case: int, statements: Any
) -> None:
    office, numbers = console("coordinator"), []
    services = ("water", "gas", "power", "mobile")
    for count in (1, 4):
        row = planned(items=[item(case, one) for one in services[:count]])
        for _ in range(count):
            agreed(row)
        with statements() as said:
            assert office.get(f"/meetings/show/{row.id}").status_code == 200
        numbers.append(len(said))
    assert numbers[0] == numbers[1] <= 12, numbers
