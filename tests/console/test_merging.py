"""Two people edit one form, and neither loses a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.people.models import Organisation
from app.sla.models import CalendarProposal, CalendarVersion, SlaRule
from app.sla.rules.revising import year_of
from tests.console.reading import carried, main_of, version_in
from tests.console.test_slarules import NEW as RULE
from tests.support.clients import Client
from tests.workflow.stories import application, dispatched, do

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.engines]
Console = Callable[..., Client]


def test_what_each_changed_alone_is_kept_without_asking(console: Console) -> None:
    case = dispatched()
    window, url = console("window"), f"/actions/applications/{case}/amend"
    opened = carried(window.get(url).text)
    do("applications", "amend", case, "window", reason="first", contact="李四")
    typed = {"reason": "second", "enterprise": "霍邱县淮源食品厂", "contact": "王建国"}
    answer = window.submit(url, {**typed, **opened})
    assert answer.status_code == 302
    row = application(case)
    assert (row.contact, row.enterprise) == ("李四", "霍邱县淮源食品厂")
    assert "联系人" in main_of(window.get(answer.location).text)


@pytest.mark.parametrize(
    ("pick", "written", "kept"),
    [("mine", "", "赵六"), ("theirs", "", "李四"), ("other", "王建军", "王建军")],
)
def test_where_both_changed_a_field_its_sender_chooses(
    console: Console, pick: str, written: str, kept: str
) -> None:
    case = dispatched()
    window, url = console("window"), f"/actions/applications/{case}/amend"
    opened = carried(window.get(url).text)
    do("applications", "amend", case, "window", reason="first", contact="李四", phone="13905649999")
    typed = {"reason": "second", "contact": "赵六", "phone": "13905641234"}
    answer = window.submit(url, {**typed, **opened})
    assert answer.status_code == 412
    words = main_of(answer.text)
    for told in ("政务大厅窗口", "王建国", "李四", "赵六", "13905649999"):
        assert told in words, told
    assert 'name="pick-phone"' not in answer.text, "only they changed it"
    again = {**typed, "phone": "13905649999", **carried(answer.text)}
    open_choice = window.submit(url, again)
    assert open_choice.status_code == 422
    assert application(case).contact == "李四"
    again = {**again, **carried(open_choice.text), "pick-contact": pick}
    assert window.submit(url, {**again, "contact": written or "赵六"}).status_code == 302
    row = application(case)
    assert (row.contact, row.phone) == (kept, "13905649999")


def test_a_row_that_goes_on_while_somebody_chooses_is_merged_once_more(console: Console) -> None:
    case = dispatched()
    window, url = console("window"), f"/actions/applications/{case}/amend"
    opened = carried(window.get(url).text)
    do("applications", "amend", case, "window", reason="first", contact="李四")
    typed = {"reason": "second", "contact": "赵六"}
    page = window.submit(url, {**typed, **opened}).text
    do("applications", "amend", case, "window", reason="third", contact="孙七")
    answer = window.submit(url, {**typed, **carried(page), "pick-contact": "mine"})
    assert answer.status_code == 412
    words = main_of(answer.text)
    assert all(told in words for told in ("李四", "孙七", "赵六"))
    assert application(case).contact == "孙七"


def test_entries_of_the_directory_are_merged_as_well(console: Console, session: Any) -> None:
    row = session.scalars(select(Organisation).order_by(Organisation.id)).first()
    coordinator, url = console("coordinator"), f"/organisations/edit/{row.id}"
    sent = {"kind": row.kind, "name": row.name, "sort": row.sort, "active": "true"}
    opened = carried(coordinator.get(url).text)
    coordinator.submit(url, {**sent, "name": "先改的", "sort": "77", "version": opened["version"]})
    page = coordinator.submit(url, {**sent, "name": "后改的", **opened}).text
    assert 'name="pick-sort"' not in page
    assert 'value="77"' in page, "theirs stands in the form"
    again = {**sent, "name": "后改的", "sort": "77", **carried(page), "pick-name": "mine"}
    assert coordinator.submit(url, again).status_code == 302
    session.rollback()
    session.refresh(row)
    assert (row.name, row.sort) == ("后改的", 77)


def test_rules_of_time_limits_are_merged_a_table_at_a_time(console: Console, session: Any) -> None:
    first, second = console("coordinator"), console("coordinator2")
    assert first.submit("/slarules/add", RULE).status_code == 302
    pk = session.scalars(select(SlaRule.id).where(SlaRule.code == RULE["code"])).one()
    url, sent = f"/slarules/edit/{pk}", {k: v for k, v in RULE.items() if k != "code"}
    opened = carried(first.get(url).text)
    towns = {"when-0-value": "周集镇", "amount": "4"}
    assert second.submit(url, {**sent, **towns, "version": opened["version"]}).status_code == 302
    mine = {**sent, "when-0-value": "河口镇", "label-zh": "方案答复（试）", **opened}
    late = first.submit(url, mine)
    assert late.status_code == 412
    words = main_of(late.text)
    for told in ("城关镇、周集镇", "河口镇", "周集镇", "外线工程"):
        assert told in words, told
    assert 'name="pick-when"' in late.text
    assert not re.search(r'name="pick-(amount|label-zh|level|basis|sample|sort)"', late.text)
    again = {**mine, "amount": "4", **carried(late.text)}
    assert first.submit(url, again).status_code == 422, "not chosen yet"
    assert first.submit(url, {**again, "pick-when": "theirs"}).status_code == 302
    session.rollback()
    draft = session.get(SlaRule, pk).draft
    assert (draft["amount"], draft["label"]["zh"]) == (4, "方案答复（试）")
    assert [one["value"] for one in draft["when"]["all"]] == [["341522102"], True]
    assert [one["code"] for one in draft["levels"]] == ["soon"]


def test_a_day_of_the_calendar_is_merged_with_what_was_confirmed_meanwhile(
    console: Console, session: Any
) -> None:
    first, second = console("coordinator"), console("coordinator2")
    pk = session.scalars(select(CalendarVersion.id)).one()
    url, day = f"/calendars/day/{pk}/2026-06-06", {"kind": "open", "zh": "集中办公", "en": ""}
    opened, whole = carried(first.get(url).text), carried(first.get(f"/calendars/fill/{pk}").text)
    theirs = {**day, "windows": "09:00-12:00", **opened}
    assert second.submit(url, theirs).status_code == 302
    refused = first.submit(url, {**day, "zh": "加班", **opened})
    assert (refused.status_code, 'value="加班"' in refused.text) == (409, True), "theirs waits"
    confirmed(first, session)
    late = first.submit(url, {**day, "zh": "加班", **opened})
    assert late.status_code == 412
    words = main_of(late.text)
    assert all(told in words for told in ("加班", "集中办公", "提出变更", "确认变更"))
    assert 'name="pick-zh"' in late.text
    assert 'name="pick-windows"' not in late.text, "only they changed it"
    again = {**day, "windows": "09:00-12:00", "zh": "加班", **carried(late.text)}
    assert first.submit(url, {**again, "pick-zh": "mine"}).status_code == 302
    waiting = session.scalars(select(CalendarProposal).order_by(CalendarProposal.id.desc())).first()
    (row,) = (one for one in year_of(waiting.document, 2026)["days"] if one["date"] == "2026-06-06")
    assert (row["windows"], row["name"]["zh"]) == ([["09:00", "12:00"]], "加班")
    unseen = first.submit(f"/calendars/fill/{pk}", {"year": "2026", **whole})
    assert unseen.status_code == 412, "a year goes over nothing that its sender has not seen"
    seen = first.submit(f"/calendars/fill/{pk}", {"year": "2026", **carried(unseen.text)})
    assert seen.status_code == 302


def confirmed(client: Client, session: Any) -> None:
    """What waits comes into force, by another person."""
    session.rollback()
    waiting = session.scalars(select(CalendarProposal.id)).one()
    url = f"/calendars/confirm/{waiting}"
    assert client.submit(url, {"version": version_in(client.get(url).text)}).status_code == 302
    session.rollback()
