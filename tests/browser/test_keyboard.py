"""Everything by keyboard: a whole application, the ways through lists, the order of the focus."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard
from tests.browser.people import actions, primary, sign_in, state
from tests.support.clients import PASSWORD
from tests.workflow.stories import FORM

pytestmark = pytest.mark.browser

NewPage = Callable[..., AbstractContextManager[Page]]
ANSWERS = {
    "企业名称": FORM["enterprise"],
    "企业基本信息 · 厂房产权类别": "自有",
    "联系人": FORM["contact"],
    "联系电话": FORM["phone"],
    "详细地址": FORM["address"],
    "用电报装": "",
    "用水报装": "",
    "天然气报装": "",
    "移动": "",
    "电信": "",
    "联通": "",
    "用电报装资料 · 业务类型": "新装",
    "主供容量": "630",
    "用水报装资料 · 业务类型": "新开户",
    "水表口径": "100",
    "用水报装资料 · 是否需要双路供水": "否",
    "用气报装资料 · 用气类型": "生产",
    "用气量": "120",
    "供气压力": "5",
    "期望用气时间": "2026-12-31",
    "通信报装资料 · 业务类型": "新装",
    "宽带速率": "1000",
    "乡镇（开发区）": "安徽霍邱经济开发区",
    "统一社会信用代码": "91341522MA2N0ABC1Q",
}
STOPS = """() => {
  const controls = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const one_of_group = (one) => {
    const group = [...document.getElementsByName(one.name)].filter((two) => two.form === one.form);
    return one === (group.find((each) => each.checked) ?? group[0]);
  };
  const stops = [...document.querySelectorAll(controls)].filter((one) => one.tabIndex >= 0
    && !one.disabled && one.type !== 'hidden' && one.checkVisibility({ visibilityProperty: true })
    && (one.type !== 'radio' || one_of_group(one)));
  stops.forEach((one, at) => { one.dataset.stop = at; });
  return stops.length;
}"""
HERE = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const shows = (node) => {
    const { outlineStyle, boxShadow } = getComputedStyle(node);
    return outlineStyle !== 'none' || boxShadow !== 'none';
  };
  const { top, bottom, right } = one.getBoundingClientRect();
  return {
    stop: Number(one.dataset.stop ?? -1),
    seen: (shows(one) || shows(one.parentElement)) && bottom > 0 && top < innerHeight && right > 0,
    named: Boolean(one.textContent.trim() || one.labels?.length || one.ariaLabel
      || one.getAttribute('aria-labelledby')),
    what: one.outerHTML.slice(0, 120),
  };
}"""


def test_a_window_clerk_takes_an_application_with_the_keyboard_alone(page: Page, app: Flask):
    keys = Keyboard(page)
    page.goto("/login/")
    keys.type("window")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")
    keys.press("Control+k")
    keys.type("xjsq")
    keys.press("Enter")
    expect(page.get_by_role("textbox", name="企业名称")).to_be_focused()
    keys.fill_in(ANSWERS, until="提交")
    keys.press("Enter")
    expect(state(page)).to_have_text("待受理")
    expect(page.get_by_role("heading", level=1)).to_have_text(FORM["enterprise"])
    expect(page.get_by_role("region", name="本申请的工单").locator("tbody tr")).to_have_count(6)
    keys.press("a")
    expect(primary(page)).to_be_focused()
    keys.press("Enter")
    expect(state(page)).to_have_text("已受理")


def test_keys_walk_lists_and_are_silent_where_one_types(page: Page, case: int):
    sign_in(page, "power")
    page.goto("/tickets/list/")
    keys, row = Keyboard(page), page.locator("main tbody tr").first
    keys.press("j", "x")
    expect(row.get_by_role("link").first).to_be_focused()
    expect(row.get_by_role("checkbox")).to_be_checked()
    keys.press("/")
    box = page.locator("#lb-find")
    expect(box).to_be_focused()
    keys.type("jkxa?")
    expect(box).to_have_value("jkxa?")
    keys.press("Tab", "?")
    overview = page.get_by_role("dialog", name="键盘快捷键")
    expect(overview.get_by_text("下一行")).to_be_visible()
    keys.press("j", "Escape")
    expect(overview).to_be_hidden()
    keys.press("k", "Enter")
    expect(state(page)).to_have_text("待接单")
    keys.press("g", "t")
    expect(page).to_have_url("/tickets/list/")


def test_single_keys_can_be_switched_off(page: Page, app: Flask):
    sign_in(page, "window")
    page.locator(".lb-user summary").click()
    page.get_by_role("button", name="停用单键").click()
    expect(page.locator("body")).to_have_attribute("data-keys", "off")
    for load in (False, True):
        if load:
            page.goto("/tickets/list/")
        page.keyboard.press("?")
        page.keyboard.press("Control+k")
        palette = page.get_by_role("dialog")
        expect(palette).to_have_accessible_name("快速跳转")
        expect(palette.get_by_role("combobox")).to_be_focused()
        page.keyboard.type("不会有的页面")
        expect(palette.get_by_role("option")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(palette).to_be_hidden()


def test_focus_comes_back_to_what_opened_a_dialog(page: Page, case: int):
    sign_in(page, "power")
    page.goto("/tickets/list/")
    opener = page.get_by_role("button", name=re.compile("快速跳转"))
    opener.focus()
    page.keyboard.press("Enter")
    palette = page.get_by_role("dialog", name="快速跳转")
    expect(palette.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(palette.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", "lb-answer-1"
    )
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_reaches_everything_in_order_and_shows_where_it_is(
    new_page: NewPage, case: int, width: int
):
    with new_page(viewport={"width": width, "height": 900}) as page:
        sign_in(page, "window")
        for path in ("/", "/tickets/list/", f"/applications/show/{case}", "/applications/add"):
            page.goto(path)
            page.evaluate("document.querySelector('.lb-skip').focus()")
            walks(page, path)


def walks(page: Page, path: str) -> None:
    """From the skip link to the last control, each once, in the order of the page."""
    expected = page.evaluate(STOPS)
    visited: list[object] = []
    for _ in range(expected * 2):
        here = page.evaluate(HERE)
        if here is None:
            break
        if visited[-1:] != [here["stop"]]:  # a date has several stops of its own
            visited.append(here["stop"])
        assert here["seen"], f"{path}: the focus can't be seen on {here['what']}"
        assert here["named"], f"{path}: nobody is told what this is: {here['what']}"
        page.keyboard.press("Tab")
    assert visited == list(range(expected)), path


def test_skip_link_leads_past_the_menu(page: Page, case: int):
    sign_in(page, "power")
    page.goto("/tickets/list/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    expect(actions(page)).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_tour_is_taken_by_keyboard_and_not_offered_again(new_page: NewPage, app: Flask, width: int):
    with new_page(viewport={"width": width, "height": 844}) as page:
        sign_in(page, "power")
        Keyboard(page).reach("开始导览")
        page.keyboard.press("Enter")
        tour = page.get_by_role("dialog")
        for at in range(1, 5):
            expect(tour).to_contain_text(f"{at} / 4")
            expect(tour.locator(":focus")).to_have_count(1)
            for part in (tour.locator(".lb-tour__card"), tour.locator(".lb-tour__spot")):
                expect(part).to_be_in_viewport()
            page.keyboard.press("Enter")
        expect(tour).to_be_hidden()
        expect(page.get_by_role("link", name="开始导览")).to_be_hidden()
        with page.expect_response("**/help/tour"):
            page.goto("/?tour=1")
            page.keyboard.press("Escape")
        page.goto("/")
        expect(page.get_by_role("link", name="开始导览")).to_have_count(0)
