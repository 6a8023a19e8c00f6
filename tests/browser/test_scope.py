"""What one utility sees of an application that concerns six."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in

pytestmark = pytest.mark.browser

OWN = ("用水报装资料", "水表口径", "供水服务专员")
FOREIGN = (
    *("用电报装", "主供容量", "630", "县供电公司", "供电服务专员"),
    *("天然气报装", "用气报装资料", "天然气企业", "燃气服务专员"),
    *("通信报装", "宽带速率", "移动", "电信", "联通"),
)


def test_a_utility_sees_its_own_block_and_ticket_and_no_other(page: Page, case: int):
    sign_in(page, "water")
    page.goto("/applications/list/")
    page.locator("table tbody tr").get_by_role("link").first.click()
    tickets = page.get_by_role("region", name="本申请的工单").locator("tbody tr")
    expect(tickets).to_have_count(1)
    expect(tickets).to_contain_text("用水报装")
    told = page.get_by_role("main").inner_text()
    assert [word for word in OWN if word not in told] == []
    assert [word for word in FOREIGN if word in page.content()] == []


def test_the_window_sees_every_block(page: Page, case: int):
    sign_in(page, "window")
    page.goto(f"/applications/show/{case}")
    told = page.get_by_role("main").inner_text()
    assert [word for word in OWN + FOREIGN if word not in told] == []
