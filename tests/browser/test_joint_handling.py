"""Joint handling as people see it: one survey, one scheme, one approval, one dig, all connected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from app.people import rules as people_rules
from tests.browser import accounts, desks, digging, official_form, permits, surveying
from tests.browser.county import County
from tests.browser.people import do, finish, state
from tests.support.contents import picture
from tests.workflow import stories
from tests.workflow.excavations import planned

pytestmark = pytest.mark.browser

UTILITIES = ("power", "water", "gas", "mobile")
PROPOSED, AGREED = "2026-06-09T09:30", "2026-06-09T14:00"
CLAUSES = {
    "150 m": "挖掘道路长度200米及以下，且不属于前述情形的，实行告知承诺。",
    "260 m": "不适用免予审批、备案、告知承诺的，各部门限时联审。",
    "a tree": "涉及树木迁移、砍伐的，不适用告知承诺和备案，限时联审。",
}
"""Of the county's rules: what each falls under."""
OBJECTION = "占用非机动车道，请调整围挡方案"

OURS = {"起点里程": "100", "终点里程": "360", "宽度": "0.8", "深度": "1.2"}
"""The gas pipe's trench: 260 m, from the 16th to the 18th."""
NEIGHBOUR = "安徽霍邱纺织有限公司"
THEIRS = {
    "water": {"from_m": 300, "to_m": 420, "depth_m": "1.8"},
    "gas": {"from_m": 340, "to_m": 440, "depth_m": "1.2"},
}
"""120 and 100 m, from the 22nd to the 26th; water's is the deepest: it leads."""
AVOIDED = "合计计划 480 米，合并后只挖 340 米，少挖 140 米"
"""260, 120 and 100 m apart, together from 100 to 440."""
FORESEEN = {
    "300–420": ["—", "2026-06-29 17:00 不变", "0"],
    "100–360": ["2026-06-22", "2026-06-26 17:00 → 2026-07-02 17:00 推后 6 天", "60"],
    "340–440": ["2026-06-22", "2026-06-29 17:00 → 2026-07-03 17:00 推后 4 天", "80"],
}
"""Each stretch: how long it waits, when its ticket is due, and the metres that others dig for it.

12 working days, the 19th to 21st being a holiday. Ours began on the 8th; with the departments
until the 12th, which doesn't count: 9–11, 15–18, 22–26. Theirs began on the 10th: 11, 12, 15–18,
22–26, 29. Waiting from the 15th for the 22nd, the 16th to 18th and the 22nd don't count either.
"""
HOURS_HELD = {
    "审批部门 暂停 行政审批": (12, 0),
    "公用企业 暂停 等待合并开挖 HW00001": (27, 0),
    "公用企业": (37, 37),
}
"""Of the gas ticket's working hours, the 8th at 10 to the 24th at 9: whose, and how many counted.

With the departments on the 10th from 10 to 16 and from the 11th at 10 to the 12th at 10: 5 + 7.
Waiting for the joint dig from the 15th at 10 until the 22nd: 6 + 3 · 7. In all 6 + 10 · 7, the day
having seven.
"""


@pytest.fixture
def county(
    app: Flask, chromium_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[County]:
    # Two weeks go by in seconds: nobody has to sign in every morning.
    monkeypatch.setattr(people_rules, "IDLE", timedelta(days=30))
    monkeypatch.setattr(people_rules, "LONGEST", timedelta(days=30))
    with ExitStack() as open_:
        yield County(app, chromium_browser, open_)


def test_four_utilities_one_survey_one_approval_one_dig_and_all_connected(county: County) -> None:
    goes_to_four_utilities(county)
    one_survey_is_agreed(county)
    county.it_is(9, 15)
    water_finds_no_external_works(county)
    county.it_is(9, 16)
    schemes_are_signed(county)
    water_goes_round_permits_and_construction(county)
    county.it_is(10)
    lanes_follow_from_length_and_trees(county)
    county.it_is(10, 16)
    departments_decide(county)
    county.it_is(11)
    asks_again(county)
    county.it_is(12)
    desks.decide(county["citymgmt"], f"{county.number_of('gas')}-P3")
    for one in ("power", "mobile"):
        builds(county, one)
    theirs = neighbours_dig_on_the_same_road(county)
    county.it_is(15)
    for one in ("power", "mobile"):
        finish_works(county, one)
    three_agree_on_one_dig(county, theirs)
    county.it_is(22, 9)
    waited_as_foreseen(county)
    county.it_is(24, 9)
    finish_works(county, "gas")
    every_clock_is_accounted_for(county)


def goes_to_four_utilities(county: County) -> None:
    window = county["window"]
    official_form.fill(window, carriers=("移动",))
    county.number = official_form.submit(window)
    do(window, "受理")
    do(window, "派单")
    tickets = window.get_by_role("region", name="本申请的工单").locator("tbody tr")
    expect(tickets).to_have_count(len(UTILITIES))
    for one in UTILITIES:
        page = county.ticket(one)
        do(page, "接单")
        desks.contact(page, prefers="周二下午" if one == "power" else "")


# ------------------------------------------------------------------------ one survey
def one_survey_is_agreed(county: County) -> None:
    """Power proposes, gas can't come then, all come at another time."""
    power = county["power"]
    surveying.propose(power, PROPOSED)
    surveying.asks_for_another_time(county.again("gas"), AGREED, proposed=PROPOSED)
    power.get_by_role("link", name="联合勘察").last.click()
    expect(power.get_by_role("region", name="联合勘察")).to_contain_text("周二下午")
    gas = surveying.answer_of(power, "天然气企业")
    expect(gas).to_contain_text("另约时间 2026-06-09 14:00")
    expect(gas).not_to_contain_text("人员冲突")
    surveying.propose(power, AGREED, reason="参加单位时间冲突")
    for one in ("gas", "water", "mobile"):
        surveying.comes(county.again(one))
    power.get_by_role("link", name="联合勘察").last.click()
    expect(power.get_by_role("region", name="联合勘察")).to_contain_text("已约定")
    expect(power.get_by_role("region", name="历次约定")).to_contain_text("已改期")
    menu = power.get_by_role("navigation", name="主菜单")
    menu.get_by_role("link", name="勘察日程", exact=True).click()
    surveying.prints_the_day(power)
    county.ticket("power")


def water_finds_no_external_works(county: County) -> None:
    for one in UTILITIES:
        page = county.again(one)
        desks.record_survey(page, works="否" if one == "water" else "是")


# ------------------------------------------------------------------------ schemes and approvals
def schemes_are_signed(county: County) -> None:
    """Power's on paper, the others' electronically."""
    for one in UTILITIES:
        desks.reply(county[one], "自市政管线引接")
        paper = picture("JPEG") if one == "power" else b""
        desks.sign(county[one], "XY-2026-88", on="2026-06-09", copy=paper)


def water_goes_round_permits_and_construction(county: County) -> None:
    steps = county["water"].get_by_role("list", name="办理进度").get_by_role("listitem")
    for skipped in ("行政审批", "施工"):
        expect(steps.filter(has_text=skipped)).to_contain_text("不需要")
    desks.connect(county["water"])


def lanes_follow_from_length_and_trees(county: County) -> None:
    """150 m go on a promise; 260 m, a main road or a tree to all departments."""
    power, mobile, gas = (county[one] for one in ("power", "mobile", "gas"))
    dialog = permits.asking(power, "城市道路挖掘")
    for metres, lane in (("260", "限时联审"), ("150", "告知承诺")):
        permits.enter(dialog, "挖掘长度", metres)
        permits.sees_lane(dialog, lane, CLAUSES[f"{metres} m"])
    for road, lane in (("五岳大道", "限时联审"), ("建设路", "告知承诺")):
        permits.on(dialog, road)
        permits.sees_lane(dialog, lane)
    finish(dialog, "发起审批")
    dialog = permits.asking(mobile, "城市道路挖掘")
    permits.on(dialog, "建设路")
    permits.enter(dialog, "挖掘长度", "150")
    permits.sees_lane(dialog, "告知承诺", CLAUSES["150 m"])
    permits.enter(dialog, "迁移树木", "1")
    permits.sees_lane(dialog, "限时联审", CLAUSES["a tree"])
    finish(dialog, "发起审批")
    digging.plan(gas, "建设路", OURS, "2026-06-16", "2026-06-18")
    dialog = permits.asking(gas, "城市道路挖掘", "城市道路占用")
    expect(dialog.get_by_label("挖掘长度")).to_have_value("260")
    permits.sees_lane(dialog, "限时联审", CLAUSES["260 m"])
    finish(dialog, "发起审批")


def departments_decide(county: County) -> None:
    """Each by its own list: city management refuses gas, the others are approved."""
    city = county["citymgmt"]
    for one, clause in (("power", "150 m"), ("mobile", "a tree")):
        desks.decide(city, f"{county.number_of(one)}-P1")
        expect(city.get_by_role("main")).to_contain_text(CLAUSES[clause])
    desks.decide(county["traffic"], f"{county.number_of('gas')}-P2")
    desks.decide(city, f"{county.number_of('gas')}-P1", "不予批准", OBJECTION)


def asks_again(county: County) -> None:
    """What was refused is ticked, what was written stands there."""
    gas = county.again("gas")
    gas.get_by_role("link", name="行政审批", exact=True).last.click()
    expect(gas.get_by_role("main")).to_contain_text(OBJECTION)
    gas.get_by_role("button", name="再次发起").click()
    again = gas.get_by_role("dialog", name="发起审批")
    expect(again.get_by_label("城市道路挖掘")).to_be_checked()
    expect(again.get_by_label("工程内容")).to_have_value("沿建设路敷设")
    again.get_by_label("工程内容").fill("沿建设路敷设，保留非机动车道")
    permits.sees_lane(again, "限时联审", CLAUSES["260 m"])
    finish(again, "发起审批")


def builds(county: County, account: str) -> None:
    do(county.again(account), "开工")


def finish_works(county: County, account: str) -> None:
    do(county.again(account), "完工")
    desks.connect(county[account])


# ------------------------------------------------------------------------ one dig
def neighbours_dig_on_the_same_road(county: County) -> str:
    """Water and gas of another application have their permits, and plan: its number."""
    works = {"road": "建设路", "width_m": "1", "surface": "asphalt"}
    days = {"starts_on": "2026-06-22", "ends_on": "2026-06-26"}
    with county.aside(10):
        services = {one: stories.FORM["services"][one] for one in THEIRS}
        case = stories.dispatched(enterprise=NEIGHBOUR, services=services)
        for one, stretch in THEIRS.items():
            stories.carried(case, one, stories.WAY[:6])
            planned(stories.ticket_of(case, one), one, **works, **days, **stretch)
        return stories.application(case).number


def three_agree_on_one_dig(county: County, theirs: str) -> None:
    """What it saves and moves is seen before anybody agrees, and so it comes."""
    gas, water = county.ticket("gas"), county["water"]
    offer = digging.shown(gas, "附近")
    expect(offer).to_contain_text(AVOIDED)
    assert digging.partners(offer) == FORESEEN
    digging.propose(gas, "300–420", "340–440")
    for page, number in ((water, f"{theirs}-S"), (gas, f"{theirs}-Q")):
        desks.open_ticket(page, number)
        joint = digging.shown(page, "合并开挖")
        assert digging.partners(joint) == FORESEEN
        if page is water:
            expect(joint).not_to_contain_text(stories.FORM["enterprise"])
        digging.agree(page)
    agreed = digging.shown(county.ticket("gas"), "合并开挖")
    expect(agreed).to_contain_text("已约定")
    assert digging.partners(agreed) == FORESEEN


def waited_as_foreseen(county: County) -> None:
    """Right to the day; the office sees the road with what is not dug again."""
    gas, office = county.ticket("gas"), county["coordinator"]
    _, due, _ = FORESEEN["100–360"]
    (whole,) = (one for one in accounts.limits(gas) if one.node == "工单全程")
    assert whole.facts["到期时间"] in due.partition("→")[2], "right to the day"
    builds(county, "gas")
    menu = office.get_by_role("navigation", name="主菜单")
    menu.get_by_role("link", name="道路开挖", exact=True).click()
    road = office.get_by_role("region", name="建设路")
    expect(road).to_contain_text("140")
    expect(road.locator("svg").first).to_be_visible()


# ------------------------------------------------------------------------ every clock
def every_clock_is_accounted_for(county: County) -> None:
    window = county.again("window")
    expect(state(window)).to_have_text("办结")
    accounts.stand(window)
    accounts.stand(county.ticket("water"))
    for one in ("power", "mobile", "gas"):
        accounts.stand(county.again(one))
    gas = county["gas"]
    assert accounts.hours_held(gas) == HOURS_HELD
    gas.get_by_role("link", name="行政审批", exact=True).last.click()
    permits = gas.get_by_role("main").locator("table a")
    expect(permits).to_have_count(3)
    for url in [one.get_attribute("href") for one in permits.all()]:
        gas.goto(url)
        accounts.stand(gas)
