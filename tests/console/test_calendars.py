"""The calendar in the console: read as a year, changed by two people."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.sla.models import CalendarProposal, CalendarVersion
from tests.console.reading import carried, main_of, version_in
from tests.support.clients import Client

DAY = {"kind": "open", "windows": "09:00-12:00", "zh": "集中办公", "en": ""}


def calendar(session: Any) -> CalendarVersion:
    session.rollback()
    latest = select(CalendarVersion).order_by(CalendarVersion.id.desc())
    return session.scalars(latest).first()


def proposed(session: Any) -> CalendarProposal:
    session.rollback()
    return session.scalars(select(CalendarProposal).order_by(CalendarProposal.id.desc())).first()


def page_of(client: Client, session: Any, year: int = 2026) -> str:
    answer = client.get(f"/calendars/show/{calendar(session).id}?year={year}")
    assert answer.status_code == 200
    return answer.text


def proposing(client: Client, url: str, typed: dict[str, Any], **how: Any) -> Any:
    """Open the dialog and send it."""
    return client.submit(url, {**carried(client.get(url).text), **typed}, **how)


def test_year_names_its_holidays_and_make_up_days(
    console: Callable[..., Client], session: Any
) -> None:
    words = main_of(page_of(console("window"), session))
    assert "1–5 劳动节" in words
    assert "9 劳动节调休上班" in words
    assert "2026 正式" in words
    assert "2027 推算" in words


def test_list_leads_to_the_revision_in_force(console: Callable[..., Client], session: Any) -> None:
    page = console("leader").get("/calendars/list/?_flt_0_calendar=county").text
    assert f"/calendars/show/{calendar(session).id}" in page
    assert "霍邱县工作日历" in main_of(page)


def test_only_those_who_may_change_it_are_offered_to(
    console: Callable[..., Client], session: Any
) -> None:
    assert "/calendars/day/" not in page_of(console("window"), session)
    assert "/calendars/day/" in page_of(console("coordinator"), session)


def test_day_is_proposed_by_one_and_confirmed_by_another(
    console: Callable[..., Client], session: Any
) -> None:
    first, second = console("coordinator"), console("coordinator2")
    url = f"/calendars/day/{calendar(session).id}/2026-06-06"
    assert proposing(first, url, DAY).status_code == 302
    waits = "由营商办协调员准备的变更"
    told = [waits in main_of(one.get("/").text) for one in (first, second, console("power"))]
    assert told == [False, True, False], "it waits on the desk of the other"
    page = main_of(page_of(first, session))
    assert "上班 · 09:00–12:00 · 集中办公" in page
    assert "提出变更的人不能自行确认" in page
    url = f"/calendars/confirm/{proposed(session).id}"
    seen = version_in(second.get(url).text)
    assert first.submit(url, {"version": seen}).status_code == 403
    answer = second.submit(url, {"version": seen})
    assert answer.location == "/calendars/current/county"
    assert calendar(session).revision == 2
    assert waits not in second.get("/").text
    page = page_of(second, session)
    assert "data-live=" in page, "the open limits are being computed anew"
    assert "6 集中办公" in main_of(page)


def test_what_was_typed_wrongly_is_named_and_kept(
    console: Callable[..., Client], session: Any
) -> None:
    url = f"/calendars/day/{calendar(session).id}/2026-06-06"
    answer = proposing(console("coordinator"), url, DAY | {"windows": "12:00-09:00"})
    assert answer.status_code == 422
    assert 'value="12:00-09:00"' in answer.text


def test_year_is_filled_from_the_library(console: Callable[..., Client], session: Any) -> None:
    url = f"/calendars/fill/{calendar(session).id}"
    assert proposing(console("coordinator"), url, {"year": "2028"}).status_code == 302
    years = {one["year"]: one["status"] for one in proposed(session).document["years"]}
    assert years[2028] == "projected"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("year: 2028\nstatus: projected\ndays: []\n", 302),
        ("year: 2028\nstatus: perhaps\ndays: []\n", 422),
        ("code: [", 422),
        ("a word", 422),
        ("", 422),
    ],
    ids=["a year", "a status nobody knows", "no YAML", "no calendar", "nothing"],
)
def test_file_is_read_as_a_year_or_refused_with_what_is_wrong(
    console: Callable[..., Client], session: Any, content: str, status: int
) -> None:
    url = f"/calendars/upload/{calendar(session).id}"
    sent = {"file": (io.BytesIO(content.encode()), "2028.yaml")}
    answer = proposing(console("coordinator"), url, sent, content_type="multipart/form-data")
    assert answer.status_code == status
    if status == 422:
        assert "lb-error" in answer.text or "alert" in answer.text


def test_change_is_taken_back_by_whoever_prepared_it(
    console: Callable[..., Client], session: Any
) -> None:
    coordinator = console("coordinator")
    proposing(coordinator, f"/calendars/day/{calendar(session).id}/2026-06-06", DAY)
    url = f"/calendars/reject/{proposed(session).id}"
    page = coordinator.get(url)
    assert "撤回" in page.text
    sent = {"version": version_in(page.text), "note": "填错日期"}
    assert coordinator.submit(url, sent).status_code == 302
    assert proposed(session).state == "rejected"


def test_journal_tells_a_day_in_words(console: Callable[..., Client], session: Any) -> None:
    proposing(console("coordinator"), f"/calendars/day/{calendar(session).id}/2026-06-06", DAY)
    auditor = console("auditor")
    assert "提出变更" in main_of(auditor.get("/journal/list/").text)
    assert "上班 · 09:00–12:00 · 集中办公" in main_of(auditor.get("/journal/show/1").text)


def test_program_reads_the_calendar_in_force(api: Callable[..., Client], session: Any) -> None:
    answer = api("power-api").get("/api/v1/calendars/").json
    assert (answer["count"], answer["result"][0]["code"]) == (1, "county")
    one = api("power-api").get(f"/api/v1/calendars/{calendar(session).id}").json["result"]
    assert one["weekdays"] == [1, 2, 3, 4, 5]
    assert {year["year"] for year in one["years"]} >= {2023, 2026, 2027}
