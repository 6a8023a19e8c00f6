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
