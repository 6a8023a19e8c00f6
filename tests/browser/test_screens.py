"""Screens are usable by keyboard, on a phone and without a script."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import begin_with_note, do, finish, primary, sign_in, state
from tests.support.clients import PASSWORD
from tests.workflow.stories import FORM

pytestmark = pytest.mark.browser

NewPage = Callable[..., AbstractContextManager[Page]]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
TABS = 14
"""A date and time takes six or seven of them."""


def fits(page: Page, language: str) -> None:
    """One heading, in the language that was asked for, nothing beyond the edge of the screen."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == language
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} pixels wide"


@pytest.mark.parametrize(("path", "status"), [("/tickets/show/99999", 404), ("/users/list/", 403)])
def test_a_page_that_is_refused_says_so_and_leads_back(new_page: NewPage, path: str, status: int):
    with new_page(**PHONE) as page:
        sign_in(page, "window")
        answer = page.goto(path)
        assert answer
        assert answer.status == status
        fits(page, "zh-CN")
        page.get_by_role("link", name="返回首页").click()
        expect(page).to_have_url("/")


def test_an_action_can_be_done_by_keyboard(page: Page, case: int):
    open_ticket(page, "power")
    primary(page).focus()
    page.keyboard.press("Enter")
    expect(state(page)).to_have_text("在办")
    expect(primary(page)).to_have_text("登记联系…")
    primary(page).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="登记联系")
    expect(dialog.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(primary(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.locator(":focus")).to_have_count(1)
    send = dialog.get_by_role("button", name="登记联系", exact=True)
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if send.evaluate("button => button === document.activeElement"):
            break
    expect(send).to_be_focused()
    page.keyboard.press("Enter")
    expect(primary(page)).to_have_text("登记勘察…")


def test_a_ticket_is_claimed_with_a_note_on_a_phone(new_page: NewPage, case: int):
    with new_page(**PHONE) as page:
        open_ticket(page, "water")
        claim = begin_with_note(page, "接单")
        box = claim.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.viewport_size["width"]
        claim.get_by_label("备注").fill("已与用户通话")
        finish(claim, "接单")
        expect(state(page)).to_have_text("在办")
        expect(page.get_by_role("complementary")).to_contain_text("已与用户通话")


def test_a_ticket_is_worked_without_javascript(new_page: NewPage, case: int):
    with new_page(java_script_enabled=False) as page:
        sign_in_typing(page, "gas")
        page.get_by_role("link", name="工单", exact=True).click()
        page.locator("table tbody tr").get_by_role("link").first.click()
        do(page, "接单")
        expect(state(page)).to_have_text("在办")
        primary(page).click()
        page.get_by_role("button", name="登记联系", exact=True).click()
        expect(primary(page)).to_have_text("登记勘察…")


def test_the_way_back_leads_to_the_list_as_it_was_left(page: Page, case: int):
    sign_in(page, "power")
    page.goto("/tickets/list/")
    page.get_by_role("search").get_by_label("状态").select_option("待接单")
    page.get_by_role("main").get_by_role("button", name="查询").click()
    page.locator("table tbody tr").get_by_role("link").first.click()
    do(page, "接单")
    page.get_by_role("link", name="返回列表").click()
    expect(page).to_have_url("/tickets/list/?_flt_0_state=dispatched")
    page.get_by_role("main").locator(".lb-empty").get_by_role("link", name="重置").click()
    expect(page.locator("table tbody tr")).to_have_count(1)


def test_the_form_is_handed_in_without_javascript(new_page: NewPage, app: object):
    with new_page(java_script_enabled=False) as page:
        sign_in_typing(page, "window")
        page.goto("/applications/add")
        for label, name in (("企业名称", "enterprise"), ("联系人", "contact")):
            page.get_by_role("textbox", name=label).fill(FORM[name])
        page.get_by_role("radio", name="自有").check()
        page.get_by_role("checkbox", name="用水报装").check()
        # Without JavaScript every block is open; those of services not ticked don't count.
        page.get_by_role("textbox", name="主供容量").fill("630")
        page.get_by_role("textbox", name="水表口径").fill("100")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
        page.get_by_role("textbox", name="联系电话").fill(FORM["phone"])
        page.get_by_role("textbox", name="详细地址").fill(FORM["address"])
        page.get_by_role("button", name="提交").click()
        expect(state(page)).to_have_text("待受理")
        tickets = page.get_by_role("region", name="本申请的工单").locator("tbody tr")
        expect(tickets).to_have_count(1)
        expect(tickets).to_contain_text("用水报装")


def open_ticket(page: Page, account: str) -> None:
    """The only ticket of a utility, from its list."""
    sign_in(page, account)
    page.goto("/tickets/list/")
    page.locator("table tbody tr").get_by_role("link").first.click()


def sign_in_typing(page: Page, account: str) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
