"""What utilities and departments do with what lies before them, always by its primary action."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.people import begin, finish, state


def open_ticket(page: Page, number: str) -> None:
    """From the utility's own list."""
    menu = page.get_by_role("navigation", name="主菜单")
    menu.get_by_role("link", name="工单", exact=True).click()
    page.locator("table tbody tr").get_by_role("link", name=number, exact=True).click()


def contact(page: Page, *, prefers: str = "") -> None:
    """When the customer would like the survey may be told."""
    dialog = begin(page, "登记联系")
    dialog.get_by_label("期望勘察时间").fill(prefers)
    finish(dialog, "登记联系")


def record_survey(page: Page, *, works: str) -> None:
    """Whether there are external works: 是 or 否."""
    dialog = begin(page, "登记勘察")
    found = dialog.get_by_role("radiogroup", name="外线工程")
    found.get_by_role("radio", name=works).check()
    finish(dialog, "登记勘察")


def reply(page: Page, scheme: str) -> None:
    """With a scheme."""
    dialog = begin(page, "答复方案")
    dialog.get_by_role("textbox", name="方案").fill(scheme)
    finish(dialog, "答复方案")


def sign(page: Page, agreement: str, *, on: str = "2025-06-02", copy: bytes = b"") -> None:
    """The scheme is confirmed together with the agreement: on paper, with its signed copy, or not.

    Without a day it was signed long ago, by whatever clock the story goes.
    """
    dialog = begin(page, "确认方案")
    dialog.get_by_role("textbox", name="协议编号").fill(agreement)
    dialog.get_by_label("签订日期").fill(on)
    dialog.get_by_role("radio", name="纸质签订" if copy else "电子签订").check()
    if copy:
        scan: FilePayload = {"name": "协议.jpg", "mimeType": "image/jpeg", "buffer": copy}
        dialog.get_by_label("上传新文件").set_input_files(scan)
        expect(dialog.get_by_label("协议.jpg")).to_be_checked()
    finish(dialog, "确认方案")


def decide(page: Page, number: str, decision: str = "已批准", opinion: str = "同意") -> None:
    """The department finds the approval on its own list, and decides."""
    menu = page.get_by_role("navigation", name="主菜单")
    menu.get_by_role("link", name="行政审批", exact=True).click()
    page.get_by_role("link", name=number, exact=True).click()
    dialog = begin(page, "审批决定")
    dialog.get_by_role("radio", name=decision).check()
    dialog.get_by_role("textbox", name="审批意见").fill(opinion)
    finish(dialog, "审批决定")
    expect(state(page)).to_have_text(decision)


def connect(page: Page) -> None:
    """Inspected, connected, completed."""
    for label in ("登记验收", "接通", "办结"):
        finish(begin(page, label), label)
    expect(state(page)).to_have_text("办结")
