"""One survey as people agree on it: proposed, answered, moved, found in the calendar, printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.people import actions, begin, finish
from tests.workflow.stories import ticket_of
from tests.workflow.test_surveys import contacted

pytestmark = pytest.mark.browser

Person = Callable[[str], Page]


@pytest.fixture
def tickets(app: Flask) -> dict[str, int]:
    """Organisation → its ticket, of one application whose customer all have spoken with."""
    with app.app_context():
        row_id = contacted("power", "water", "gas")
        return {one: ticket_of(row_id, one).id for one in ("power", "water", "gas")}


def test_power_proposes_gas_asks_for_another_time_and_all_meet_then(
    tickets: dict[str, int], person: Person
):
    power, gas, water = (person(one) for one in ("power", "gas", "water"))
    for who, page in (("power", power), ("gas", gas), ("water", water)):
        page.goto(f"/tickets/show/{tickets[who]}")
    propose(power, "2027-03-02T09:30")
    dialog = answering(gas, "另约时间")
    expect(dialog).to_contain_text("县供电公司提议：2027-03-02 09:30")
    dialog.get_by_role("button", name="答复勘察", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("请说明原因")
    dialog.get_by_role("textbox", name="原因").fill("人员冲突")
    dialog.get_by_label("可参加时间").fill("2027-03-03T14:00")
    finish(dialog, "答复勘察")
    power.get_by_role("link", name="联合勘察").last.click()
    expect(row(power, "天然气企业")).to_contain_text("另约时间 2027-03-03 14:00")
    expect(row(power, "天然气企业")).not_to_contain_text("人员冲突")
    propose(power, "2027-03-03T14:00", reason="参加单位时间冲突")
    for page in (gas, water):
        finish(answering(page, "参加"), "答复勘察")
    power.get_by_role("link", name="联合勘察").last.click()
    expect(power.get_by_role("region", name="联合勘察")).to_contain_text("已约定")
    expect(power.get_by_role("region", name="历次约定")).to_contain_text("已改期")
    prints_the_day(power)


def propose(page: Page, at: str, **more: Any) -> None:
    actions(page).get_by_role("button", name="预约勘察…").click()
    dialog = page.get_by_role("dialog", name="预约勘察")
    dialog.get_by_label("勘察时间").fill(at)
    if "reason" in more:
        dialog.get_by_role("textbox", name="原因").fill(more["reason"])
    finish(dialog, "预约勘察")
    expect(page.get_by_role("main")).to_contain_text(at.replace("T", " "))


def answering(page: Page, answer: str) -> Any:
    page.reload()
    dialog = begin(page, "答复勘察")
    dialog.get_by_role("radio", name=answer, exact=True).check()
    return dialog


def row(page: Page, organisation: str) -> Any:
    table = page.get_by_role("region", name="联合勘察")
    return table.get_by_role("row").filter(has_text=organisation)


def prints_the_day(page: Page) -> None:
    """On paper stands what one needs on the way, and nothing of the screen around it."""
    page.goto("/surveys/?day=2027-03-03")
    page.get_by_role("link", name="周三 3").click()
    expect(page.get_by_role("table")).to_contain_text("14:00–15:00")
    page.emulate_media(media="print")
    expect(page.get_by_role("table")).to_contain_text("创业路18号")
    expect(page.locator(".lb-side")).to_be_hidden()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
