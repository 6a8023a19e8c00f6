"""A utility asks, a department refuses once, and what was put right is approved."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.people import actions, begin, finish, state
from tests.workflow.permits import at_permits

pytestmark = pytest.mark.browser


@pytest.fixture
def ticket(app: Flask) -> int:
    """The power utility's, its agreement signed."""
    with app.app_context():
        return at_permits()


def decide(page, decision: str, opinion: str) -> None:
    """The one approval on the department's list."""
    page.goto("/approvals/list/?_flt_0_state=requested")
    page.locator("table tbody tr").get_by_role("link").first.click()
    dialog = begin(page, "审批决定")
    dialog.get_by_label(decision, exact=True).check()
    dialog.get_by_label("审批意见").fill(opinion)
    finish(dialog, "审批决定")
    expect(state(page)).to_have_text(decision)


def test_refused_once_put_right_and_approved(person, ticket: int):
    power, city = person("power"), person("citymgmt")
    power.goto(f"/tickets/show/{ticket}")
    dialog = begin(power, "发起审批")
    dialog.get_by_label("城市道路挖掘").check()
    dialog.get_by_label("工程内容").fill("沿创业路埋管")
    lane = dialog.locator("[data-preview]")
    for metres, told in (("260", "限时联审"), ("150", "告知承诺")):
        dialog.get_by_label("挖掘长度").fill(metres)
        dialog.get_by_label("挖掘长度").press("Tab")
        expect(lane.locator(".lb-badge")).to_have_text(told)
    for road, told in (("五岳大道", "限时联审"), ("建设路", "告知承诺")):
        dialog.get_by_role("button", name=road, exact=True).click()
        expect(lane.locator(".lb-badge")).to_have_text(told)
    finish(dialog, "发起审批")
    decide(city, "不予批准", "回填方案不全")
    power.goto(f"/tickets/show/{ticket}/approvals")
    expect(power.get_by_role("main")).to_contain_text("回填方案不全")
    power.get_by_role("button", name="再次发起").click()
    again = power.get_by_role("dialog", name="发起审批")
    expect(again.get_by_label("城市道路挖掘")).to_be_checked()
    expect(again.get_by_label("工程内容")).to_have_value("沿创业路埋管")
    finish(again, "发起审批")
    decide(city, "已批准", "同意")
    power.goto(f"/tickets/show/{ticket}")
    expect(actions(power).locator(".btn-primary")).to_have_text("开工")
