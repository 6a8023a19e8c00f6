"""A comment and whom it mentions, by keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.test_pages import AXE, FINDINGS
from tests.workflow.stories import ticket_of

pytestmark = pytest.mark.browser


def test_utility_clerk_mentions_a_colleague_by_keys_who_is_told(
    app: Flask, case: int, person: Callable[[str], Page]
) -> None:
    with app.app_context():
        ticket = ticket_of(case, "water").id
    page = person("water")
    page.goto(f"/tickets/show/{ticket}")
    box = page.get_by_role("textbox", name="评论")
    offered = page.get_by_role("listbox", name="提到同事")
    box.focus()
    page.keyboard.type("红线图请核对，@")
    expect(offered.get_by_role("option").first).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(FINDINGS) == []
    page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    page.keyboard.type("zwdt")
    expect(offered.get_by_role("option", selected=True)).to_contain_text("政务大厅窗口")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(offered).to_be_hidden()
    expect(page.get_by_text("将通知：政务大厅窗口")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("评论")
    expect(page.locator(".lb-timeline__note").first).to_contain_text("@政务大厅窗口")
    colleague = person("window")
    colleague.goto("/notices/list/")
    expect(colleague.get_by_role("main")).to_contain_text("红线图请核对，@政务大厅窗口")
