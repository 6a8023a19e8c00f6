"""Excavations on the screens: offered with what they would do, and the county's roads drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.foundation import clock
from tests.support.clients import Client
from tests.workflow.excavations import MONDAY, Pair, planned, ticket
from tests.workflow.stories import do

Console = Callable[..., Client]
JUNE = "/digs/list/?first=2026-06-01&last=2026-06-30"


def queries(said: list[str]) -> list[str]:
    """Without SQLite's BEGIN."""
    return [one for one in said if one != "BEGIN"]


@pytest.fixture
def pair(session: Any) -> Pair:
    return Pair()


def test_what_digging_together_would_do_is_shown_before_anybody_agrees(
    session: Any, console: Console, statements: Callable[[], Any]
) -> None:
    first = clock.today() + timedelta(days=21)
    pair = Pair(clock.now(), starts_on=f"{first}", ends_on=f"{first}")
    person, row_id = console("water"), pair.water.id
    with statements() as said:
        page = person.get(f"/tickets/show/{row_id}/digs").text
    assert len(queries(said)) <= 12, said
    assert "合计计划 280 米，合并后只挖 200 米，少挖 80 米。" in page
    assert "天然气企业牵头：其沟槽最深（1.2 米），深管先下" in page
    assert f'data-label="等待至">{first}</td>' in page
    assert " 17:00 → 20" in page
    assert pair.gas_dig.number in page
    assert ticket(pair.gas.id).number not in page
    assert "霍邱县淮源食品有限公司" not in page


def test_what_somebody_notes_on_an_excavation_is_read_by_its_own_people(
    session: Any, console: Console
) -> None:
    pair = Pair(note="联系王经理 13905641234")
    for account, own in (("gas", pair.gas), ("water", pair.water)):
        person = console(account)
        person.at = MONDAY
        assert person.get(f"/tickets/show/{own.id}/digs").text.count("王经理") == 1
        assert person.get(JUNE).text.count("王经理") == 1, "not the other's"
    assert "王经理" not in console("power").get(JUNE).text


def test_protected_road_is_warned_of_on_the_page(pair: Pair, console: Console) -> None:
    with clock.frozen(MONDAY):
        planned(pair.gas, "gas", road="五岳大道")
        page = console("gas").get(f"/tickets/show/{pair.gas.id}/digs").text
    assert "《城市道路管理条例》第三十三条 · 保护期至 2028-09-20" in page


def test_county_sees_each_road_and_the_metres_not_dug_again(
    pair: Pair, console: Console, statements: Callable[[], Any]
) -> None:
    pair.propose()
    pair.answer("yes")
    for account in ("coordinator", "power"):
        with clock.frozen(MONDAY), statements() as said:
            page = console(account).get(JUNE).text
        assert "光明大道" in page
        assert 'fill="url(#lb-fill-' in page
        assert '少挖米数</span><span class="lb-tile__count">80</span>' in page
        assert ticket(pair.gas.id).number not in page
    assert len([one for one in said if "dig" in one]) <= 3


def test_county_is_asked_by_road_period_and_organisation(pair: Pair, console: Console) -> None:
    office = console("coordinator")
    assert "DG0000" not in office.get("/digs/list/?first=2026-08-01&last=2026-08-31").text
    water = office.get(f"{JUNE}&organisation=water&road=guangming-dadao").text
    assert pair.water_dig.number in water
    assert pair.gas_dig.number not in water
    assert "DG0000" not in office.get(f"{JUNE}&road=nowhere").text
    assert office.get("/digs/list/?first=yesterday").status_code == 400
    assert office.get("/digs/list/?first=2020-01-01&last=2029-01-01").status_code == 400


def test_case_shows_its_excavations_and_joint_digs(
    pair: Pair, console: Console, statements: Callable[[], Any]
) -> None:
    pair.propose()
    with clock.frozen(MONDAY):
        do("tickets", "answer_merge", pair.gas.id, "gas", merge="1", answer="no", reason="已订货")
        person, case = console("coordinator"), pair.water.application_id
        with statements() as said:
            page = person.get(f"/applications/show/{case}/case_digs").text
    assert len(queries(said)) <= 12, said
    assert "已订货" in page
    assert ticket(pair.gas.id).number not in page
