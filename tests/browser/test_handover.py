"""An absent colleague's cases are carried on by a deputy, then handed over for good."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock
from tests.browser.people import actions

pytestmark = pytest.mark.browser


def test_absent_colleagues_cases_are_handed_over(person: Callable[[str], Page], case: int) -> None:
    clerk = person("window")
    names_a_deputy(clerk)
    deputy = person("window2")
    acts_for_the_absent(deputy, case)
    office = person("coordinator")
    hands_over(office)
    deputy.goto(f"/applications/show/{case}")
    expect(deputy.get_by_role("main")).to_contain_text("首接人")
    chain = deputy.get_by_role("complementary", name="办理记录").get_by_role("listitem")
    expect(chain.filter(has_text="交接").first).to_contain_text("政务大厅综窗")


def names_a_deputy(page: Page) -> None:
    page.locator(".lb-user summary").click()
    page.get_by_role("link", name="委托与交接").click()
    page.get_by_role("button", name="委托代办").click()
    dialog = page.get_by_role("dialog", name="委托代办")
    dialog.get_by_role("radio", name="政务大厅综窗").check()
    until = clock.local(clock.now()) + timedelta(days=7)
    dialog.get_by_label("不在岗至").fill(f"{until:%Y-%m-%dT%H:%M}")
    dialog.get_by_role("button", name="休假").click()
    dialog.get_by_role("button", name="委托代办").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("region", name="不在岗与代办")).to_contain_text("政务大厅综窗")


def acts_for_the_absent(page: Page, case: int) -> None:
    page.goto(f"/applications/show/{case}")
    expect(page.locator(".lb-user summary")).to_contain_text("代政务大厅窗口")
    actions(page).get_by_role("button", name="更正…").click()
    dialog = page.get_by_role("dialog", name="更正")
    dialog.get_by_role("textbox", name="联系人").fill("王建军")
    dialog.get_by_role("textbox", name="原因").fill("笔误")
    dialog.get_by_role("button", name="更正", exact=True).click()
    expect(dialog).to_be_hidden()
    told = page.get_by_role("complementary", name="办理记录").get_by_role("listitem").first
    expect(told).to_contain_text("政务大厅综窗（代政务大厅窗口）")


def hands_over(page: Page) -> None:
    page.get_by_role("link", name="人员", exact=True).click()
    page.get_by_role("link", name="政务大厅窗口", exact=True).click()
    page.get_by_role("link", name="工作交接").click()
    page.get_by_role("checkbox", name=re.compile("政务大厅综窗")).check()
    page.get_by_role("textbox", name="原因").fill("长期病假")
    page.get_by_role("button", name="交接", exact=True).click()
    done = page.get_by_role("status").filter(has_text="1 件成功，0 件未执行")
    expect(done).to_be_visible()
