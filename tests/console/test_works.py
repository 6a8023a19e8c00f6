"""Roads, fees and approvals as the county published them, in words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.console.reading import main_of
from tests.support.clients import Client
from tests.workflow.bundles import COUNTY, edit

pytestmark = pytest.mark.usefixtures("session")


def test_roads_tell_until_when_they_are_not_dug_up(console: Callable[..., Client]) -> None:
    page = main_of(console("gas").get("/roads/list/").text)
    assert "五岳大道" in page
    assert "限挖至2028-09-20" in page
    page = main_of(console("gas").get("/roads/list/?_flt_0_township=341522400").text)
    assert "创业路" in page
    assert "五岳大道" not in page


def test_fees_tell_what_may_not_be_charged_and_what_abolished_it(
    console: Callable[..., Client],
) -> None:
    page = main_of(console("water").get("/fees/list/").text)
    assert "燃气泄漏报警器材料费" in page
    assert "开关闸费" in page
    assert "国办函〔2020〕129号" in page


@pytest.mark.parametrize(
    ("service", "name", "said"),
    [
        ("gas", "燃气开户费", "“燃气开户费”不得收取：“开户费”已由国办函〔2020〕129号"),
        ("telecom", "接水费（一次性）", "“接水费（一次性）”不得收取：“接水费”已由"),
        ("gas", "手续费", "“手续费”不在该业务的收费目录内"),
        ("gas", "燃气泄漏报警器材料费", "“燃气泄漏报警器材料费”可以收取，依据：县发改委"),
        ("gas", "", "此项必填"),
        ("steam", "手续费", "“steam”"),
    ],
)
def test_the_guard_can_be_asked(
    console: Callable[..., Client], service: str, name: str, said: str
) -> None:
    asked = {"service": service, "name": name}
    page = main_of(console("coordinator").get("/fees/list/", query_string=asked).text)
    assert said in page


def test_nothing_is_answered_before_it_is_asked(console: Callable[..., Client]) -> None:
    page = main_of(console("coordinator").get("/fees/list/?from=menu").text)
    assert "此项必填" not in page
    assert "可以收取" not in page


def test_lanes_stand_in_words_with_their_clauses(console: Callable[..., Client]) -> None:
    page = main_of(console("planning").get("/approvalkinds/list/").text)
    assert "县公安局交通警察大队" in page
    assert "《中华人民共和国城乡规划法》第四十条" in page
    assert "挖掘长度（米）不大于 200" in page
    assert "申请的审批事项包含树木迁移" in page
    assert "挖掘道路长度200米及以下，且不属于前述情形的，实行告知承诺。" in page
    assert "不视为同意" in page


def test_a_fee_published_now_is_there_without_a_restart(
    app: Flask, console: Callable[..., Client], tmp_path: Path
) -> None:
    client = console("power")
    assert "移动式发电车" not in client.get("/fees/list/").text
    county = Path(shutil.copytree(COUNTY, tmp_path / "county"))
    label = {"zh": "移动式发电车租用费", "en": "Generator"}
    edit(
        county / "fees.yaml",
        lambda data: data["fees"].append({**data["fees"][1], "code": "generator", "label": label}),
    )
    result = app.test_cli_runner().invoke(args=["bundle", "apply", str(county)])
    assert result.exit_code == 0, result.output
    assert "移动式发电车租用费" in client.get("/fees/list/").text


def test_programs_read_fees_in_their_language(api: Callable[..., Client]) -> None:
    answer = api("power-api").get("/api/v1/fees/", headers={"Accept-Language": "en"}).json
    alarm = next(one for one in answer["result"] if one["code"] == "gas-alarm")
    assert (alarm["price"], alarm["unit"]) == ("260.00", "yuan each")
    roads = api("power-api").get("/api/v1/roads/").json["result"]
    assert roads[2]["built_on"] == "2023-09-20"
    assert api("auditor").get("/api/v1/fees/").status_code == 403
