"""One dig for two applications, as people agree on it: what it saves and moves is seen first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from app.foundation import clock
from tests.browser.people import actions, finish
from tests.workflow.excavations import Pair

pytestmark = pytest.mark.browser

Person = Callable[[str], Page]


@pytest.fixture
def tickets(app: Flask) -> dict[str, int]:
    """Gas and water of two applications, each with an excavation on one road, three weeks ahead."""
    with app.app_context():
        first = clock.today() + timedelta(days=21)
        days = {"starts_on": f"{first}", "ends_on": f"{first + timedelta(days=5)}"}
        pair = Pair(at=clock.now() - timedelta(minutes=5), **days)
        return {"gas": pair.gas.id, "water": pair.water.id}


def test_water_sees_what_a_joint_dig_does_before_gas_agrees_and_so_it_comes(
    tickets: dict[str, int], person: Person
):
    water, gas = person("water"), person("gas")
    water.goto(f"/tickets/show/{tickets['water']}/digs")
    offer = water.get_by_role("region", name="附近")
    expect(offer).to_contain_text("160 米")
    expect(offer).to_contain_text("80")
    foreseen = due(offer, "供水企业")
    assert "→" in foreseen, "waiting for the shared first day moves it"
    actions(water).get_by_role("button", name="提议合并开挖…").click()
    dialog = water.get_by_role("dialog", name="提议合并开挖")
    dialog.get_by_role("checkbox").first.check()
    finish(dialog, "提议合并开挖")
    gas.goto(f"/tickets/show/{tickets['gas']}/digs")
    joint = gas.get_by_role("region", name="合并开挖")
    expect(joint).to_contain_text("80")
    expect(joint).not_to_contain_text("霍邱纺织")
    actions(gas).get_by_role("button", name="答复合并开挖…").click()
    dialog = gas.get_by_role("dialog", name="答复合并开挖")
    dialog.get_by_role("radio", name="是", exact=True).check()
    finish(dialog, "答复合并开挖")
    water.goto(f"/tickets/show/{tickets['water']}/digs")
    agreed = water.get_by_role("region", name="合并开挖")
    expect(agreed).to_contain_text("已约定")
    assert due(agreed, "供水企业") == foreseen, "right to the day"
    sees_the_county(person("coordinator"))


def due(region: Locator, organisation: str) -> str:
    """The partner's due date, before and after."""
    row = region.get_by_role("row").filter(has_text=organisation)
    found = re.search(
        r"\d{4}-\d\d-\d\d \d\d:\d\d → \d{4}-\d\d-\d\d \d\d:\d\d", row.first.inner_text()
    )
    assert found, row.first.inner_text()
    return found.group()


def sees_the_county(page: Page) -> None:
    """The office sees the road with both stretches, and what is not dug again."""
    menu = page.get_by_role("navigation", name="主菜单")
    menu.get_by_role("link", name="道路开挖", exact=True).click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("光明大道")
    expect(main).to_contain_text("80")
    expect(main.locator("svg:not(.lb-patterns)").first).to_be_visible()
