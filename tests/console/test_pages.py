"""Each role's menu, home page and languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from app.security import ROLES
from tests.console.reading import main_of, menu_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import dispatched

pytestmark = pytest.mark.usefixtures("session")
CONFIGURATION = {"services", "calendars", "slarules", "approvalkinds", "fees", "roads"}
TOLD = {"notices", "meetings", "meetingactions"}
MENUS = {
    "admin": {"organisations", "outlets", "users", "roles"},
    "coordinator": {
        "applications",
        "tickets",
        "approvals",
        "digs",
        "surveys",
        *TOLD,
        "supervisions",
        "organisations",
        "outlets",
        "specialists",
        "people",
        *CONFIGURATION,
        "journal",
        "imports",
    },
    "window": {
        "imports",
        "applications",
        "tickets",
        "approvals",
        "digs",
        "surveys",
        *TOLD,
        "supervisions",
        "organisations",
        "outlets",
        "specialists",
        *CONFIGURATION,
    },
    "power": {
        "applications",
        "tickets",
        "approvals",
        "digs",
        "surveys",
        *TOLD,
        "supervisions",
        "organisations",
        "outlets",
        "specialists",
        *CONFIGURATION,
    },
    "planning": {"approvals", *TOLD, "organisations", "outlets", *CONFIGURATION},
    "leader": {
        "applications",
        "tickets",
        "approvals",
        "digs",
        "surveys",
        *TOLD,
        "supervisions",
        "organisations",
        "outlets",
        *CONFIGURATION,
    },
    "auditor": {"journal"},
}


@pytest.mark.parametrize(("account", "pages"), MENUS.items())
def test_menu_shows_exactly_the_pages_that_open(
    console: Callable[..., Client], account: str, pages: set[str]
) -> None:
    client = console(account)
    menu = menu_of(client.get("/").text)
    assert {one.split("/")[1] for one in menu} == pages
    assert {client.get(one).status_code for one in menu} == {200}
    every = set().union(*MENUS.values())
    addresses = {one: f"/{one}/list/" for one in every} | {"surveys": "/surveys/"}
    closed = {client.get(addresses[one]).status_code for one in every - pages}
    assert closed <= {403}


def test_every_role_that_signs_in_has_a_menu_of_its_own() -> None:
    untold = set(ROLES) - {*MENUS, "online", "utility", "department", "regulator", "township"}
    assert untold == {"utility_api"}, "programs use the interface"


def test_pages_speak_chinese_and_english(console: Callable[..., Client]) -> None:
    case = dispatched()
    coordinator = console("coordinator")
    page = f"/applications/show/{case}"
    assert "企业名称" in main_of(coordinator.get(page).text)
    coordinator.get("/lang/en")
    words = coordinator.get(page).text
    assert "Ownership of the premises" in words
    assert "企业名称" not in words
    assert len(tickets_in(words)) == 6


def test_service_page_shows_its_versions_fields(console: Callable[..., Client]) -> None:
    coordinator = console("coordinator")
    listed = coordinator.get("/services/list/").text
    pages = re.findall(r'href="(/services/show/\d+)"', listed)
    assert len(pages) == 4
    words = "".join(main_of(coordinator.get(one).text) for one in pages)
    for field in ("主供容量", "水表口径", "用气量", "宽带速率"):
        assert field in words
    assert coordinator.get(f"{pages[0]}?version=99").status_code == 404


def test_auditor_reads_events_without_personal_values(console: Callable[..., Client]) -> None:
    dispatched()
    auditor = console("auditor")
    listed = auditor.get("/journal/list/").text
    pages = re.findall(r'href="(/journal/show/\d+)"', listed)
    assert len(pages) > 6
    words = "".join(auditor.get(one).text for one in pages)
    assert "霍邱县淮源食品有限公司" in words
    assert "13905641234" not in words
    assert "王建国" not in words
