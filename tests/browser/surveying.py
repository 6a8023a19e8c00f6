"""How utilities agree on the time of a joint survey, on their screens."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import actions, begin, finish


def propose(page: Page, at: str, reason: str = "") -> None:
    """One time for all; with a reason, another than before."""
    actions(page).get_by_role("button", name="预约勘察…").click()
    dialog = page.get_by_role("dialog", name="预约勘察")
    dialog.get_by_label("勘察时间").fill(at)
    dialog.get_by_role("textbox", name="原因").fill(reason)
    finish(dialog, "预约勘察")
    expect(page.get_by_role("main")).to_contain_text(at.replace("T", " "))


def comes(page: Page) -> None:
    """The answer is yes."""
    finish(_answering(page, "参加"), "答复勘察")


def asks_for_another_time(page: Page, at: str, *, proposed: str) -> None:
    """Not without a reason."""
    dialog = _answering(page, "另约时间")
    expect(dialog).to_contain_text(f"县供电公司提议：{proposed.replace('T', ' ')}")
    dialog.get_by_role("button", name="答复勘察", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("请说明原因")
    dialog.get_by_role("textbox", name="原因").fill("人员冲突")
    dialog.get_by_label("可参加时间").fill(at)
    finish(dialog, "答复勘察")


def _answering(page: Page, answer: str) -> Locator:
    dialog = begin(page, "答复勘察")
    dialog.get_by_role("radio", name=answer, exact=True).check()
    return dialog


def answer_of(page: Page, organisation: str) -> Locator:
    """As others see it."""
    table = page.get_by_role("region", name="联合勘察")
    return table.get_by_role("row").filter(has_text=organisation)


def prints_the_day(page: Page) -> None:
    """On paper stands what one needs on the way, and nothing of the screen around it."""
    page.get_by_role("link", name="周二 9").click()
    expect(page.get_by_role("table")).to_contain_text("14:00–15:00")
    page.emulate_media(media="print")
    expect(page.get_by_role("table")).to_contain_text("创业路18号")
    expect(page.locator(".lb-side")).to_be_hidden()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    page.emulate_media(media="screen")
