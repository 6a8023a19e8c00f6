"""The first page: each tab counts what its list shows, for every role; the most urgent opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from app.foundation import clock
from tests.console.reading import main_of
from tests.support.clients import Client
from tests.workflow.permits import ask, at_permits
from tests.workflow.seeding import NOW, seed
from tests.workflow.stories import dispatched, do, entered

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.engines]
Console = Callable[..., Client]
TAB = re.compile(r'href="/\?queue=([\w.]+)"( aria-current="true")?>([^<]+)<span[^>]*>([\d+]+)<')
OPEN = re.compile(r'<h2 id="queue">[^<]*</h2><a href="([^"]+)"')
SHOWN = re.compile(r'class="lb-list__count">\s*(?:\d+–\d+, )([\d+]+)')
ROW = re.compile(r'<a class="lb-row-link" href="([^"]+)"')
ROLES = ("coordinator", "window", "power", "citymgmt", "leader", "auditor", "admin")
SEEDS = [7, *(pytest.param(one, marks=pytest.mark.full) for one in (11, 23, 42))]
MOST = 8
SINCE = "上次离开后的变化"


def tabs(page: str) -> dict[str, str]:
    """Code → count."""
    return {code: count for code, _, _, count in TAB.findall(page)}


def current(page: str) -> list[str]:
    return [code for code, here, _, _ in TAB.findall(page) if here]


def at(client: Client, instant: datetime) -> Client:
    client.at = instant
    return client


def listed(client: Client, url: str) -> tuple[str, list[str]]:
    """How many rows a list says it has, and the rows of its first page."""
    page = client.get(url).text
    found = SHOWN.search(page)
    return found.group(1) if found else "0", ROW.findall(page)


@pytest.mark.parametrize("number", SEEDS)
def test_each_tab_counts_what_its_list_shows(app: Flask, console: Console, number: int) -> None:
    with app.app_context():
        seed(40, number)
    seen: set[str] = set()
    for account in ROLES:
        client = at(console(account), NOW)
        for code, count in tabs(client.get("/").text).items():
            page = client.get(f"/?queue={code}").text
            total, rows = listed(client, unescape(OPEN.findall(page)[0]))
            assert (code, count) == (code, total)
            assert ROW.findall(page) == rows[:10], code
            assert current(page) == [code]
            seen |= {code} if count != "0" else set()
    assert len(seen) > 12, "random cases fill most queues"


def test_the_most_urgent_queue_that_is_not_empty_opens(console: Console) -> None:
    window = console("window")
    assert current(window.get("/").text) == ["ApplicationView.overdue"]
    assert "这里没有待办" in main_of(window.get("/").text)
    case = entered()
    do("applications", "submit", case, "window")
    assert current(window.get("/").text) == ["ApplicationView.submitted"]
    dispatched()
    assert current(console("power").get("/").text) == ["TicketView.dispatched"]


def test_only_who_decides_approvals_is_asked_to(console: Console) -> None:
    ask(at_permits(), "planning", "excavation")
    assert "行政审批 · 待我审核" in main_of(console("citymgmt").get("/").text)
    for account in ("leader", "window"):
        page = console(account).get("/?queue=ApprovalView.requested").text
        assert tabs(page)["ApprovalView.requested"] == "2", "of two departments"
        assert "行政审批 · 待审批" in main_of(page)


def test_others_deeds_since_the_last_visit_are_told(console: Console) -> None:
    power = at(console("power"), NOW)
    assert SINCE not in main_of(power.get("/").text), "there was no visit before"
    with clock.frozen(NOW + timedelta(hours=1)):
        dispatched()
    at(power, NOW + timedelta(hours=2))
    first, again = (main_of(power.get("/").text).partition(SINCE)[2] for _ in range(2))
    assert "派单" in first
    assert first == again, "a reload takes nothing away"


def test_counts_are_answered_alone_and_only_when_they_changed(console: Console) -> None:
    power = console("power")
    first = power.get("/desk/counts")
    assert first.json["result"]["TicketView.dispatched"] == "0"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert power.get("/desk/counts", headers=tag).status_code == 304
    dispatched()
    assert power.get("/desk/counts", headers=tag).json["result"]["TicketView.dispatched"] == "1"


@pytest.mark.parametrize("account", ROLES)
def test_the_desk_costs_eight_statements_at_most(
    app: Flask, console: Console, statements: Callable[[], Any], account: str
) -> None:
    with app.app_context():
        seed(12)
    client = console(account)
    client.get("/")
    for hours in (1, 2):
        with statements() as said:
            assert at(client, NOW + timedelta(hours=hours)).get("/").status_code == 200
        sent = [one for one in said if not one.startswith(("BEGIN", "COMMIT"))]
        assert len(sent) <= MOST, sent
