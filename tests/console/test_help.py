"""Ways through the console: the palette finds what the reader may open, the keys are told once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.console.help.shortcuts import SHORTCUTS
from app.console.help.tours import TOURS
from app.security import PROGRAMS, ROLES
from tests.console.reading import main_of, menu_of
from tests.support.clients import Client
from tests.workflow.stories import application, dispatched, ticket_of

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[..., Client]
NAME = "霍邱县淮源食品有限公司"
MOST = 4
"""Statements of an answer, the one that tells who asks among them."""


@pytest.fixture
def case() -> int:
    return dispatched(enterprise=NAME, phone="13905641234")


def answers(client: Client, typed: str) -> dict[str, str]:
    groups = client.get("/help/answers", query_string={"q": typed}).json["result"]
    return {one["label"]: one["url"] for group in groups for one in group["answers"]}


@pytest.mark.engines
def test_palette_finds_cases_by_number_name_and_initials_within_its_budget(
    case: int, console: Console, statements: Callable[[], Any]
) -> None:
    number, office = application(case).number, console("coordinator")
    answers(office, "hysp")
    for typed in (number, number[-5:], "淮源", "hysp"):
        with statements() as said:
            found = answers(office, typed)
        assert found[number] == f"/applications/show/{case}", typed
        assert len([one for one in said if not one.startswith("BEGIN")]) <= MOST


def test_palette_offers_only_what_the_asker_may_open(case: int, console: Console) -> None:
    water, ticket = console("water"), ticket_of(case, "water")
    assert answers(water, ticket.number) == {
        ticket.number: f"/tickets/show/{ticket.id}",
        f"在列表中查找“{ticket.number}”": f"/find/?q={ticket.number}",
    }
    assert answers(console("auditor"), "hysp") == {}
    for account in ("window", "water", "auditor", "admin"):
        client = console(account)
        offered = answers(client, "")
        assert set(menu_of(client.get("/").text)) <= set(offered.values())
        assert all(client.get(url).status_code in {200, 302} for url in offered.values()), account
        assert ("/applications/add" in offered.values()) == (account == "window")


def test_palette_finds_pages_and_beginnings_by_initials(console: Console) -> None:
    window = console("window")
    assert answers(window, "xjsq")["新建申请"] == "/applications/add"
    assert answers(window, "GD")["工单"] == "/tickets/list/"


def test_every_declared_key_has_its_command_and_stands_in_the_overview(console: Console) -> None:
    script = Path("app/static/js/keys.js").read_text(encoding="utf-8")
    block = script[script.index("const commands") : script.index("const TYPED")]
    commands = set(re.findall(r"^    (\w+):", block, re.MULTILINE))
    assert commands == {one.does for one in SHORTCUTS if one.does}
    for page in ("/help/keys", "/help/"):
        text = console("window").get(page).text
        assert all(str(one.label.msgid) not in text for one in SHORTCUTS), "in Chinese"
        assert text.count("<kbd") - text.count('aria-hidden="true">Ctrl K') >= len(SHORTCUTS)


def test_every_role_has_a_tour_of_two_to_five_steps() -> None:
    assert TOURS.keys() == ROLES.keys() - PROGRAMS
    assert all(2 <= len(steps) <= 5 for steps in TOURS.values())


@pytest.mark.engines
def test_tour_is_offered_until_it_was_seen_and_stays_in_the_help(console: Console) -> None:
    offer = "开始导览"
    window = console("window")
    assert offer in main_of(window.get("/").text)
    assert offer not in main_of(window.get("/tickets/list/").text)
    answer = window.post("/help/tour", data={"csrf_token": window.token("/")})
    assert answer.status_code == 302
    for again in (window, console("window")):
        assert offer not in main_of(again.get("/").text)
        assert "data-begin" in again.get("/?tour=1").text
        assert "一分钟" not in again.get("/help/").text
        assert "新建申请" in main_of(again.get("/help/").text)
    assert offer in main_of(console("water").get("/").text)


def test_empty_list_says_why_and_leads_on_as_far_as_one_may(console: Console) -> None:
    window, water = console("window"), console("water")
    page = window.get("/applications/list/").text
    assert "窗口录入或企业提交的申请会列在这里" in page
    assert re.search(r'class="lb-empty">.*?href="/applications/add"', page, re.DOTALL)
    page = water.get("/applications/list/").text
    assert "/applications/add" not in page
    page = water.get("/tickets/list/?_flt_0_state=suspended").text
    assert "请放宽条件" in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_error_page_is_a_dead_end(case: int, console: Console, language: str) -> None:
    water = console("water")
    water.get(f"/lang/{language}")
    words = {"zh": ("返回首页", "查看列表", "回到刚才的页面"),
             "en": ("Back to the start page", "To the list", "Back to where you were")}  # fmt: skip
    host = "http://localhost"
    for url, status in (("/tickets/show/999999", 404), ("/tickets/list/?page_x=-1", 400)):
        answer = water.get(url, headers={"Referer": f"{host}/notices/list/?a=1"})
        assert answer.status_code == status
        main = answer.text[answer.text.index("<main") :]
        assert all(one in main for one in words[language]), url
        assert 'href="/tickets/list/"' in main
        assert 'href="/notices/list/?a=1"' in main
    answer = water.get("/users/list/", headers={"Referer": "https://elsewhere.example/"})
    assert answer.status_code == 403
    assert "elsewhere" not in answer.text
    assert 'href="/users/list/"' not in answer.text
