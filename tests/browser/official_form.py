"""The county's official form as a clerk fills it in on the screen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import state
from tests.workflow.stories import FORM

CARRIERS = ("移动", "电信", "联通")
BASICS = {"企业名称": "enterprise", "联系人": "contact", "详细地址": "address"}


def fill(
    page: Page,
    carriers: Sequence[str] = CARRIERS,
    *,
    phone: str = FORM["phone"],
    capacity: str = "630",
) -> None:
    """All four services, of telecom these carriers."""
    page.get_by_role("link", name="新建申请").click()
    expect(page.get_by_role("textbox", name="企业名称")).to_be_focused()
    for label, field in BASICS.items():
        page.get_by_role("textbox", name=label).fill(FORM[field])
    page.get_by_role("textbox", name="联系电话").fill(phone)
    page.get_by_role("radio", name="自有").check()
    power = _opened(page, "用电报装", "用电报装资料")
    power.get_by_role("radio", name="新装").check()
    power.get_by_role("textbox", name="主供容量").fill(capacity)
    water = _opened(page, "用水报装", "用水报装资料")
    water.get_by_role("radio", name="新开户").check()
    water.get_by_role("textbox", name="水表口径").fill("100")
    gas = _opened(page, "天然气报装", "用气报装资料")
    gas.get_by_role("radio", name="生产").check()
    gas.get_by_role("textbox", name="用气量").fill("120")
    telecom = _opened(page, carriers[0], "通信报装资料")
    for one in carriers[1:]:
        page.get_by_role("checkbox", name=one).check()
    # Whoever ticks a carrier wants the service.
    expect(page.get_by_role("checkbox", name="通信报装")).to_be_checked()
    telecom.get_by_role("textbox", name="宽带速率").fill("1000")


def _opened(page: Page, tick: str, block: str) -> Locator:
    """The block of a service; it opens when its service is ticked."""
    group = page.get_by_role("group", name=block)
    expect(group).to_be_hidden()
    page.get_by_role("checkbox", name=tick).check()
    expect(group).to_be_visible()
    return group


def submit(page: Page) -> str:
    """Hand it in: the number it gets."""
    page.get_by_role("button", name="提交").click()
    expect(state(page)).to_have_text("待受理")
    expect(page.get_by_role("heading", level=1)).to_have_text(FORM["enterprise"])
    found = re.search(r"341522LB\d{13}", page.title())
    assert found
    return found.group()
