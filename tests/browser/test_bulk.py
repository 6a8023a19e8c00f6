"""A utility's clerk works ten tickets at once, two of which can't be done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.workflow import stories

pytestmark = pytest.mark.browser


@pytest.fixture
def ten(app: Flask) -> list[int]:
    """Tickets of the water utility; the last two are not claimed yet."""
    with app.app_context():
        made = [
            stories.ticket_of(stories.dispatched(services={"water": {}}), "water").id
            for _ in range(10)
        ]
        for one in made[:8]:
            stories.do("tickets", "claim", one, "water")
        return made


def test_a_utility_clerk_works_ten_tickets_in_bulk_with_two_refused(
    app: Flask, person: Callable[[str], Page], ten: list[int]
) -> None:
    clerk = person("water")
    clerk.goto("/tickets/list/")
    clerk.get_by_role("checkbox", name="全选本页").check()
    clerk.locator("[data-buttons] summary").click()
    clerk.get_by_role("button", name="挂起 (8)").click()
    sees_who_is_left_out(clerk)
    gives_a_reason(clerk)
    with app.app_context():  # their cause is gone
        for one in ten[8:]:
            stories.do("tickets", "claim", one, "water")
    clerk.get_by_role("button", name="重试未执行的 2 件").click()
    expect(clerk.get_by_role("main").get_by_role("status").last).to_contain_text(
        "2 件成功，0 件未执行"
    )
    takes_one_back(clerk)
    clerk.goto("/tickets/list/")
    badges = clerk.locator("tbody .lb-badge--state")
    expect(badges.filter(has_text="挂起")).to_have_count(9)
    expect(badges.filter(has_text="在办")).to_have_count(1)


def sees_who_is_left_out(page: Page) -> None:
    """Before anything is asked: how many can be done, and why not the others."""
    main = page.get_by_role("main")
    expect(main).to_contain_text("8 件可办理，2 件不可办理")
    left_out = main.locator(".lb-leftout li")
    expect(left_out).to_have_count(2)
    expect(left_out.first).to_contain_text("待接单")


def gives_a_reason(page: Page) -> None:
    """One of the office's phrases; what will happen follows what is typed."""
    foretold = page.get_by_role("region", name="办理后")
    expect(foretold).to_contain_text("尚缺：原因")
    page.locator("[data-phrases]").first.get_by_role("button").first.click()
    expect(foretold).to_contain_text("暂停计时")
    expect(foretold).to_contain_text("× 8")
    page.get_by_role("main").get_by_role("button", name="挂起", exact=True).click()
    expect(page.get_by_role("main").get_by_role("status").last).to_contain_text(
        "8 件成功，2 件未执行"
    )


def takes_one_back(page: Page) -> None:
    """By an action of its own."""
    row = page.get_by_role("main").locator("tbody tr").first
    row.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("main").get_by_role("status").last).to_contain_text("恢复")
    expect(page.get_by_role("main").get_by_role("status").last).to_contain_text(
        "1 件成功，0 件未执行"
    )
