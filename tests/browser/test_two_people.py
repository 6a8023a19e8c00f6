"""Two people edit one form and neither loses a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import actions

pytestmark = pytest.mark.browser


def opened(page: Page, case: int) -> Locator:
    page.goto(f"/applications/show/{case}")
    actions(page).get_by_role("button", name="更正…").click()
    return page.get_by_role("dialog", name="更正")


def sent(dialog: Locator, **typed: str) -> None:
    for label, words in typed.items():
        dialog.get_by_role("textbox", name=label).fill(words)
    dialog.get_by_role("button", name="更正", exact=True).click()


def test_two_people_edit_one_form_and_neither_loses_a_word(
    person: Callable[[str], Page], case: int
) -> None:
    first, second = person("window"), person("window")
    hers, his = opened(first, case), opened(second, case)
    sent(hers, 原因="户主更名", 联系人="李四", 联系电话="13905649999")
    expect(hers).to_be_hidden()
    sent(his, 原因="笔误", 联系人="赵六", 企业名称="霍邱县淮源食品厂")
    told = his.get_by_role("alert").first
    expect(told).to_contain_text("政务大厅窗口 · 更正")
    expect(told).to_contain_text("13905649999")
    clash = his.get_by_role("group", name="联系人")
    expect(his.get_by_role("group", name="企业名称")).to_have_count(0)
    for words in ("王建国", "李四", "赵六"):
        expect(clash).to_contain_text(words)
    clash.get_by_role("textbox").fill("李四、赵六")
    expect(clash.get_by_role("radio", name="另行填写")).to_be_checked()
    his.get_by_role("button", name="更正", exact=True).click()
    expect(his).to_be_hidden()
    main = second.get_by_role("main")
    for words in ("李四、赵六", "13905649999", "霍邱县淮源食品厂"):
        expect(main).to_contain_text(words)


def test_what_was_typed_is_there_again_after_the_page_was_closed(
    person: Callable[[str], Page],
) -> None:
    page = person("window")
    page.goto("/applications/add")
    page.get_by_role("textbox", name="企业名称").fill("霍邱县未完公司")
    page.get_by_role("checkbox", name="用水报装").check()
    told = page.locator("[data-draft] output")
    expect(told).to_contain_text("已保存")
    page.context.set_offline(True)
    page.get_by_role("textbox", name="联系人").fill("王建国")
    expect(told).to_have_text("仅保存在本机")
    page.context.set_offline(False)
    expect(told).to_contain_text("已保存")
    kept = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('lb-draft:'))")
    assert len(kept) == 1
    later = page.context.new_page()
    page.close()
    later.goto("/applications/add")
    expect(later.get_by_role("textbox", name="企业名称")).to_have_value("")
    later.get_by_role("textbox", name="企业名称").press("Enter")
    expect(later.get_by_role("alert")).to_contain_text("企业名称")
    later.goto("/applications/add")
    later.get_by_role("link", name="的草稿").click()
    for label, words in {"企业名称": "霍邱县未完公司", "联系人": "王建国"}.items():
        expect(later.get_by_role("textbox", name=label)).to_have_value(words)
    expect(later.get_by_role("group", name="用水报装资料")).to_be_visible()
    later.get_by_role("textbox", name="联系人").fill("王建军")
    expect(later.locator("[data-draft] output")).to_contain_text("已保存")
    later.on("dialog", lambda dialog: dialog.accept())
    later.locator(".lb-user summary").click()
    later.get_by_role("button", name="退出").click()
    expect(later.get_by_role("button", name="登录")).to_be_visible()
    assert later.evaluate("Object.keys(sessionStorage).length") == 0
