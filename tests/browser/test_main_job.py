"""The whole main job as people do it: one form in, six tickets, connected, 办结."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import actions, begin, do, finish, sign_in, state
from tests.workflow.stories import FORM

pytestmark = pytest.mark.browser

NewPage = Callable[[], AbstractContextManager[Page]]


@dataclass(frozen=True)
class Utility:
    account: str
    person: str
    organisation: str
    service: str
    suffix: str
    works: str = "否"
    """Whether its survey finds external works."""


UTILITIES = (
    Utility("power", "供电办件员", "县供电公司", "用电报装", "D", works="是"),
    Utility("water", "供水办件员", "供水企业", "用水报装", "S", works="是"),
    Utility("gas", "燃气办件员", "天然气企业", "天然气报装", "Q", works="是"),
    Utility("mobile", "移动办件员", "移动霍邱分公司", "通信报装 · 移动", "YD"),
    Utility("telecom", "电信办件员", "电信霍邱分公司", "通信报装 · 电信", "DX"),
    Utility("unicom", "联通办件员", "联通霍邱分公司", "通信报装 · 联通", "LT"),
)
BASICS = {"企业名称": "enterprise", "联系人": "contact", "详细地址": "address"}
ENTERED = ("录入", "提交", "受理", "派单")
CARRIED = ("接单", "登记联系", "登记勘察", "答复方案", "确认方案")
EXTERNAL = ("发起审批", "开工", "完工")
CONNECTED = ("登记验收", "接通", "办结")
ASKING = (
    "登记联系", "登记勘察", "答复方案", "确认方案", "发起审批", "登记验收", "接通", "办结",
)  # fmt: skip
"""The others are done by one click."""
APPOINTMENT = "预约勘察"
"""Not on the way: it may be made, and moved."""
TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


def test_one_form_becomes_six_tickets_and_ends_connected(new_page: NewPage):
    with new_page() as window:
        sign_in(window, "window")
        number = hand_in(window)
        do(window, "受理")
        expect(state(window)).to_have_text("已受理")
        do(window, "派单")
        expect(state(window)).to_have_text("办理中")
        sees_six_tickets(window, number)
        with new_page() as department:
            sign_in(department, "citymgmt")
            for utility in UTILITIES:
                with new_page() as page:
                    sign_in(page, utility.account)
                    carry(page, utility, number, department)
        window.reload()
        expect(state(window)).to_have_text("办结")
        tells_everything(window)


def hand_in(page: Page) -> str:
    """Fill in the official form, first with mistakes; the number it gets."""
    page.get_by_role("link", name="新建申请").click()
    expect(page.get_by_role("textbox", name="企业名称")).to_be_focused()
    fill_basics(page)
    fill_services(page)
    refuses_mistakes(page)
    page.get_by_role("button", name="提交").click()
    expect(state(page)).to_have_text("待受理")
    expect(page.get_by_role("heading", level=1)).to_have_text(FORM["enterprise"])
    found = re.search(r"341522LB\d{13}", page.title())
    assert found
    return found.group()


def fill_basics(page: Page) -> None:
    for label, field in (
        ("企业名称", "enterprise"),
        ("联系人", "contact"),
        ("详细地址", "address"),
    ):
        page.get_by_role("textbox", name=label).fill(FORM[field])
    page.get_by_role("textbox", name="联系电话").fill("12345")
    page.get_by_role("radio", name="自有").check()


def fill_services(page: Page) -> None:
    power = opened(page, "用电报装", "用电报装资料")
    power.get_by_role("radio", name="新装").check()
    power.get_by_role("textbox", name="主供容量").fill("很大")
    water = opened(page, "用水报装", "用水报装资料")
    water.get_by_role("radio", name="新开户").check()
    water.get_by_role("textbox", name="水表口径").fill("100")
    gas = opened(page, "天然气报装", "用气报装资料")
    gas.get_by_role("radio", name="生产").check()
    gas.get_by_role("textbox", name="用气量").fill("120")
    telecom = opened(page, "移动", "通信报装资料")
    page.get_by_role("checkbox", name="电信").check()
    page.get_by_role("checkbox", name="联通").check()
    # Whoever ticks a carrier wants the service.
    expect(page.get_by_role("checkbox", name="通信报装")).to_be_checked()
    telecom.get_by_role("textbox", name="宽带速率").fill("1000")


def opened(page: Page, tick: str, block: str) -> Locator:
    """The block of a service; it opens when its service is ticked."""
    group = page.get_by_role("group", name=block)
    expect(group).to_be_hidden()
    page.get_by_role("checkbox", name=tick).check()
    expect(group).to_be_visible()
    return group


def refuses_mistakes(page: Page) -> None:
    """Every mistake is told at its field, and nothing that was typed is lost."""
    page.get_by_role("button", name="提交").click()
    phone = page.get_by_role("textbox", name="联系电话")
    capacity = page.get_by_role("textbox", name="主供容量")
    expect(phone).to_have_accessible_description(re.compile("手机号码"))
    expect(capacity).to_have_accessible_description(re.compile("数字"))
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("textbox", name="企业名称")).to_have_value(FORM["enterprise"])
    expect(phone).to_have_value("12345")
    expect(capacity).to_have_value("很大")
    expect(page.get_by_role("textbox", name="宽带速率")).to_have_value("1000")
    for carrier in ("移动", "电信", "联通"):
        expect(page.get_by_role("checkbox", name=carrier)).to_be_checked()
    phone.fill(FORM["phone"])
    capacity.fill("630")


def sees_six_tickets(page: Page, number: str) -> None:
    rows = page.get_by_role("region", name="本申请的工单").locator("tbody tr")
    expect(rows).to_have_count(len(UTILITIES))
    for row, utility in zip(rows.all(), UTILITIES, strict=True):
        for said in (utility.service, f"{number}-{utility.suffix}", utility.organisation, "待接单"):
            expect(row).to_contain_text(said)


def carry(page: Page, utility: Utility, number: str, department: Page) -> None:
    """From the list through every stage, always by the primary action."""
    page.get_by_role("link", name="工单", exact=True).click()
    own = page.locator("table tbody tr")
    expect(own).to_have_count(1)
    own.get_by_role("link", name=f"{number}-{utility.suffix}").click()
    for label in steps(utility):
        if label == "登记勘察":
            make_appointment(page)
        if label in ASKING:
            dialog = begin(page, label)
            fill(dialog, label, utility)
            finish(dialog, label)
        else:
            do(page, label)
        if label == "发起审批":
            approve(department, f"{number}-{utility.suffix}-P1")
            page.reload()
    expect(state(page)).to_have_text("办结")
    expect(page.get_by_role("list", name="办理进度").get_by_role("listitem")).to_have_count(10)


def approve(page: Page, number: str) -> None:
    """The department finds it on its own list, and decides."""
    menu = page.get_by_role("navigation", name="主菜单")
    menu.get_by_role("link", name="行政审批", exact=True).click()
    page.get_by_role("link", name=number, exact=True).click()
    dialog = begin(page, "审批决定")
    dialog.get_by_role("radio", name="已批准").check()
    dialog.get_by_role("textbox", name="审批意见").fill("同意")
    finish(dialog, "审批决定")
    expect(state(page)).to_have_text("已批准")


def make_appointment(page: Page) -> None:
    actions(page).get_by_role("button", name=f"{APPOINTMENT}…").click()
    dialog = page.get_by_role("dialog", name=APPOINTMENT)
    dialog.get_by_label("勘察时间").fill("2027-03-01T09:30")
    finish(dialog, APPOINTMENT)
    expect(page.get_by_role("main")).to_contain_text("2027-03-01 09:30")


def steps(utility: Utility) -> Iterator[str]:
    yield from CARRIED
    yield from EXTERNAL if utility.works == "是" else ()
    yield from CONNECTED


def fill(dialog: Locator, label: str, utility: Utility) -> None:
    """What the action asks for."""
    if label == "登记勘察":
        works = dialog.get_by_role("radiogroup", name="外线工程")
        works.get_by_role("radio", name=utility.works).check()
    elif label == "答复方案":
        dialog.get_by_role("textbox", name="方案").fill("就近接入")
    elif label == "发起审批":
        dialog.get_by_role("checkbox", name="道路挖掘").check()
        dialog.get_by_role("textbox", name="工程内容").fill("沿建设路敷设，完工后恢复路面")
        dialog.get_by_role("textbox", name="道路", exact=True).fill("建设路")
        dialog.get_by_role("textbox", name="挖掘长度").fill("150")
    elif label == "确认方案":
        dialog.get_by_role("textbox", name="协议编号").fill("XY-2026-1")
        dialog.get_by_label("签订日期").fill("2025-06-02")
        dialog.get_by_role("radio", name="电子签订").check()


def tells_everything(page: Page) -> None:
    """Who did what and when, of the application and of all its tickets."""
    timeline = page.get_by_role("complementary", name="办理记录")
    timeline.get_by_text("更早").click()
    by_whom = [(verb, "政务大厅窗口") for verb in ENTERED] + [
        (f"{verb} · {utility.service}", utility.person)
        for utility in UTILITIES
        for verb in (*steps(utility), APPOINTMENT)
    ]
    for deed, person in by_whom:
        event = timeline.get_by_role("listitem").filter(has=page.get_by_text(deed, exact=True))
        expect(event).to_have_count(1)
        expect(event).to_contain_text(person)
        expect(event.locator("time")).to_have_text(TIME)
