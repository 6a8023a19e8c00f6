"""Time limits on the screens: lists by light, and the record's panel."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.sla.models import Clock
from app.tickets.models import Ticket
from tests.console.reading import main_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import carried, dispatched, do, entered, ticket_of

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
CHIP = re.compile(r'href="([^"]*_flt_0_light=(\w+)[^"]*)".*?lb-count">([^<]+)<')


def chips(page: str) -> dict[str, tuple[str, str]]:
    """Light → the address and the number of its chip."""
    found = CHIP.findall(page.replace("\n", "").replace("&amp;", "&"))
    return {light: (url, count) for url, light, count in found}


def lit() -> dict[str, int]:
    """One ticket of each light, by the light's name."""
    case, now = dispatched(), clock.now()
    tickets = {name: ticket_of(case, name) for name in ("power", "water", "gas", "mobile")}
    hour = timedelta(hours=1)
    for name, due, soon in (("power", 9, 5), ("water", 2, -1), ("gas", -1, -5)):
        tickets[name].due_at, tickets[name].soon_at = now + due * hour, now + soon * hour
    tickets["mobile"].due_at, tickets["mobile"].left_seconds = None, 12_000
    db.session.commit()
    lights = zip(("normal", "soon", "overdue", "paused"), tickets.values(), strict=True)
    return {light: ticket.id for light, ticket in lights}


@pytest.mark.parametrize("page", ["/tickets/list/", "/"])
def test_a_chip_opens_exactly_what_it_counts(console: Callable[..., Client], page: str) -> None:
    lit()
    coordinator = console("coordinator")
    for light, (url, count) in chips(coordinator.get(page).text).items():
        rows = coordinator.get(url).text.count('class="lb-row-link"')
        assert rows == int(count), light
    url, count = chips(coordinator.get("/tickets/list/?_flt_0_service=gas").text)["overdue"]
    assert count == "1"
    assert "_flt_0_service=gas" in url, "the other filters hold"


def test_each_light_finds_its_tickets(console: Callable[..., Client], api: Any) -> None:
    expected = lit()
    coordinator, program = console("coordinator"), api("coordinator")
    for light, row_id in expected.items():
        page = coordinator.get(f"/tickets/list/?_flt_0_light={light}").text
        asked = f"(filters:!((col:light,opr:eq,value:{light})))"
        rows = program.get(f"/api/v1/tickets/?q={asked}").json["result"]
        assert row_id in tickets_in(page)
        assert row_id in {one["id"] for one in rows}
        assert {one["light"] for one in rows} == {light}
    assert coordinator.get("/tickets/list/?_flt_0_light=green").status_code == 400
    wrong = program.get("/api/v1/tickets/?q=(filters:!((col:light,opr:eq,value:green)))")
    assert wrong.status_code == 400


def test_remaining_time_stands_beside_the_light_and_in_the_row(
    console: Callable[..., Client], api: Any
) -> None:
    paused = lit()["paused"]
    page = main_of(console("mobile").get("/tickets/list/").text)
    assert re.search("暂停 +剩 3 小时 20 分（工作时间）", page)
    assert api("mobile").get(f"/api/v1/tickets/{paused}").json["result"]["remaining"] == 12_000


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_rows_without_a_limit_come_last_whatever_the_order(api: Any, direction: str) -> None:
    lit()
    entered()
    asked = f"(order_column:due_at,order_direction:{direction},page_size:100)"
    rows = api("coordinator").get(f"/api/v1/tickets/?q={asked}").json["result"]
    dues = [one["due_at"] for one in rows]
    known = [one for one in dues if one]
    assert dues == sorted(known, reverse=direction == "desc") + [None] * 7


def suspended() -> Ticket:
    """A ticket claimed in June, suspended for two days, and carried on."""
    with clock.frozen(datetime(2026, 6, 8, 1, tzinfo=UTC)):
        case = dispatched()
        carried(case, "water", (("claim", {}), ("contact", {})))
    row = ticket_of(case, "water")
    with clock.frozen(datetime(2026, 6, 9, 2, tzinfo=UTC)):
        do("tickets", "suspend", row.id, "water", reason="用户现场不具备施工条件")
    with clock.frozen(datetime(2026, 6, 11, 2, tzinfo=UTC)):
        do("tickets", "resume", row.id, "water")
    return ticket_of(case, "water")


def test_the_record_explains_each_limit_day_by_day(console: Callable[..., Client]) -> None:
    row = suspended()
    page = console("water").get(f"/tickets/show/{row.id}").text
    words = main_of(page)
    clocks = db.session.scalars(select(Clock).where(Clock.subject_id == row.id)).all()
    running = [one for one in clocks if one.stopped_at is None]
    assert words.count("为什么是这一天？") == len(
        [one for one in clocks if one.subject_kind == "ticket"]
    )
    for one in (each for each in running if each.subject_kind == "ticket"):
        day, last = (clock.local(each).date() for each in (one.started_at, one.due_at))
        while day <= last:
            assert f'datetime="{day}"' in page
            assert f"{day}（周" in words
            day += timedelta(days=1)
    assert "示例，非官方承诺" in words
    assert "适用于：业务为用水报装" in words
    assert "用户现场不具备施工条件" in words


def test_the_ledger_adds_up(console: Callable[..., Client], api: Any) -> None:
    row = suspended()
    page = console("water").get(f"/tickets/show/{row.id}").text
    ledgers = re.findall(r'lb-ledger">(.*?)</table>', page, re.DOTALL)
    for one in ledgers:
        body, _, foot = one.partition("<tfoot>")
        assert sum(map(minutes, cells(body, 0))) == minutes(cells(foot, 0)[-1])
        assert sum(map(minutes, cells(body, 1))) == minutes(cells(foot, 1)[-1])
    stopped = api("water").get(f"/api/v1/tickets/{row.id}/clocks").json["result"][0]
    assert sum(one["net_seconds"] for one in stopped["held"]) == stopped["net_seconds"]


def cells(table: str, column: int) -> list[str]:
    """One of the two columns of times."""
    rows = [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in table.split("<tr")]
    return [row[-2:][column] for row in rows if len(row) > 1]


def minutes(words: str) -> int:
    found = {unit: int(number) for number, unit in re.findall(r"(\d+) (小时|分)", words)}
    return found.get("小时", 0) * 60 + found.get("分", 0)


def test_the_clocks_of_a_record_are_told_to_programs(api: Any) -> None:
    row = suspended()
    clocks = api("water").get(f"/api/v1/tickets/{row.id}/clocks").json["result"]
    assert {one["node"] for one in clocks} == {"claim", "contact", "survey", "ticket"}
    survey = next(one for one in clocks if one["node"] == "survey")
    assert survey["rule"]["limit"] == "3 个工作日"
    assert [one["holder"] for one in survey["held"]] == ["utility", "applicant", "utility"]
    assert survey["explanation"][-1]["text"].startswith("到期：2026-06-15")
    case = api("window").get(f"/api/v1/applications/{row.application_id}/clocks").json["result"]
    assert [(one["node"], one["basis"]) for one in case] == [("application", "statutory")]


def test_a_due_date_in_a_year_not_yet_published_says_so(console: Callable[..., Client]) -> None:
    with clock.frozen(datetime(2026, 12, 30, 1, tzinfo=UTC)):
        row = ticket_of(dispatched(), "water")
    page = console("water").get(f"/tickets/show/{row.id}").text
    warning = re.search(r"lb-clock__warning[^>]*>([^<]+)<", page)
    assert warning
    assert warning.group(1).startswith("途经年份的放假安排尚未公布")
