"""Why a due date is that day, on a phone and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def test_the_days_until_due_are_shown_and_told_on_a_phone(new_page, case: int):
    with new_page(**PHONE) as page:
        sign_in(page, "water")
        page.goto("/tickets/list/")
        page.locator("table tbody tr").get_by_role("link").first.click()
        limits = page.get_by_role("region", name="时限", exact=True)
        for question in ("为什么是这一天？", "时间由谁占用？"):
            limits.get_by_text(question).last.press("Enter")
        days = limits.locator(".lb-weeks").last
        expect(days).to_be_visible()
        expect(limits.locator(".lb-reasons").last).to_contain_text("第 1 个工作日")
        expect(limits.locator(".lb-ledger").last).to_contain_text("合计")
        assert fits(page)


def test_a_light_narrows_the_list_and_lets_go_again(page: Page, case: int):
    sign_in(page, "water")
    page.goto("/tickets/list/")
    lights = page.get_by_role("navigation", name="办理时限")
    lights.get_by_role("link", name="超时").click()
    expect(page.locator(".lb-empty")).to_be_visible()
    lights.get_by_role("link", name="超时").click()
    expect(page.locator("table tbody tr")).to_have_count(1)


def fits(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width <= page.viewport_size["width"]
