"""The whole main job as people do it: one form in, six tickets, connected, 办结."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser import desks, official_form, permits, surveying
from tests.browser.people import do, finish, sign_in, state
from tests.workflow import stories
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
    seen: bool = False
    """Whether its way is gone on the screen; those of the others lead through the same door."""


UTILITIES = (
    Utility("power", "供电办件员", "县供电公司", "用电报装", "D", works="是", seen=True),
    Utility("water", "供水办件员", "供水企业", "用水报装", "S", works="是"),
    Utility("gas", "燃气办件员", "天然气企业", "天然气报装", "Q", works="是"),
    Utility("mobile", "移动办件员", "移动霍邱分公司", "通信报装 · 移动", "YD"),
    Utility("telecom", "电信办件员", "电信霍邱分公司", "通信报装 · 电信", "DX"),
    Utility("unicom", "联通办件员", "联通霍邱分公司", "通信报装 · 联通", "LT", seen=True),
)
ENTERED = ("录入", "提交", "受理", "派单")
CARRIED = ("接单", "登记联系", "登记勘察", "答复方案", "确认方案")
EXTERNAL = ("发起审批", "开工", "完工")
CONNECTED = ("登记验收", "接通", "办结")
APPOINTMENT = "预约勘察"
"""Not on the way: it may be made, and moved."""
TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


def test_one_form_becomes_six_tickets_and_ends_connected(app: Flask, new_page: NewPage):
    with new_page() as window:
        sign_in(window, "window")
        number = hand_in(window)
        do(window, "受理")
        expect(state(window)).to_have_text("已受理")
        do(window, "派单")
        expect(state(window)).to_have_text("办理中")
        sees_six_tickets(window, number)
        for utility in UTILITIES:
            if utility.seen:
                with new_page() as page, new_page() as department:
                    sign_in(page, utility.account)
                    carry(page, utility, number, department)
            else:
                with app.app_context():
                    carry_aside(utility, int(window.url.rpartition("/")[2]))
        window.reload()
        expect(state(window)).to_have_text("办结")
        tells_everything(window)


def hand_in(page: Page) -> str:
    """Fill in the official form, first with mistakes; the number it gets."""
    official_form.fill(page, phone="12345", capacity="很大")
    refuses_mistakes(page)
    return official_form.submit(page)


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
    desks.open_ticket(page, f"{number}-{utility.suffix}")
    do(page, "接单")
    desks.contact(page)
    surveying.propose(page, "2027-03-01T09:30")
    desks.record_survey(page, works=utility.works)
    desks.reply(page, "就近接入")
    desks.sign(page, "XY-2026-1")
    if utility.works == "是":
        dialog = permits.asking(page, "城市道路挖掘")
        permits.on(dialog, "建设路")
        permits.enter(dialog, "挖掘长度", "150")
        finish(dialog, "发起审批")
        sign_in(department, "citymgmt")
        desks.decide(department, f"{number}-{utility.suffix}-P1")
        page.reload()
        do(page, "开工")
        do(page, "完工")
    desks.connect(page)
    expect(page.get_by_role("list", name="办理进度").get_by_role("listitem")).to_have_count(10)


def carry_aside(utility: Utility, case: int) -> None:
    """The same way, seen by nobody."""
    found = {"record_survey": {"external_works": utility.works == "是"}}
    way = [(verb, found.get(verb, data)) for verb, data in stories.WAY]
    meets = ("schedule_survey", {"survey_at": "2027-03-01T09:30:00+08:00"})
    if utility.works == "否":
        way = [*way[:5], *way[8:]]
    stories.carried(case, utility.account, [*way[:2], meets, *way[2:]])


def steps(utility: Utility) -> Iterator[str]:
    """What is told of it."""
    yield from CARRIED
    yield from EXTERNAL if utility.works == "是" else ()
    yield from CONNECTED


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
