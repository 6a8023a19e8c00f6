"""A coordinator saves and shares a view; a utility's clerk works by it, on rows of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("case")]


def rows(page: Page) -> Locator:
    return page.locator(".lb-list tbody tr")


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="视图").get_by_role("link", name=name, exact=True)


def test_a_coordinator_saves_and_shares_a_view(person: Callable[[str], Page]) -> None:
    office = person("coordinator")
    office.goto("/tickets/list/")
    office.get_by_role("search", name="查询").get_by_label("状态").select_option(label="待接单")
    office.get_by_role("search", name="查询").get_by_role("button", name="查询").click()
    expect(office.get_by_role("list", name="当前筛选条件")).to_contain_text("待接单")
    office.locator(".lb-views summary").click()
    office.get_by_role("link", name="保存视图…").click()
    dialog = office.get_by_role("dialog", name="保存视图")
    dialog.get_by_label("名称").fill("等着接单")
    dialog.get_by_role("radio", name="所有人").check()
    dialog.get_by_role("button", name="保存视图").click()
    expect(tab(office, "等着接单")).to_have_attribute("aria-current", "page")
    expect(rows(office)).to_have_count(6)
    address = copies_the_link(office)

    clerk = person("water")
    clerk.goto(address)
    expect(rows(clerk)).to_have_count(1)
    expect(rows(clerk)).to_contain_text("用水报装")
    clerk.locator(".lb-views summary").click()
    expect(clerk.get_by_role("link", name="删除…")).to_have_count(0)
    clerk.locator(".lb-views summary").click()
    clerk.get_by_role("button", name="固定为标签").click()
    expect(clerk.get_by_role("button", name="取消固定")).to_be_visible()
    clerk.goto("/tickets/list/")
    tab(clerk, "等着接单").click()
    works_by_the_list(clerk)


def copies_the_link(page: Page) -> str:
    """By the button beside the tabs, which says so."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_role("button", name="已复制链接")).to_be_visible()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    return copied


def works_by_the_list(page: Page) -> None:
    """Ticked rows offer what they allow, more filters unfold, a chip takes its filter away."""
    page.get_by_label("全选本页").check()
    page.get_by_role("button", name="接单 (1)").click()
    page.locator("[data-action-page]").get_by_role("button", name="接单", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("成功")
    page.goto("/tickets/list/?_flt_0_state=dispatched")
    expect(rows(page)).to_have_count(0)
    page.get_by_text("展开更多条件").click()
    expect(page.get_by_role("search", name="查询").get_by_label("编号", exact=True)).to_be_visible()
    page.get_by_role("link", name="移除 状态").click()
    expect(rows(page)).to_have_count(1)
