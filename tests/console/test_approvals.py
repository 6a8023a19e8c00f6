"""Approvals in the console: departments decide, utilities ask and ask again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.console.reading import act, main_of, menu_of, version_in
from tests.support.clients import Client
from tests.workflow.permits import approve, ask, at_permits, decide, latest

Console = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("session")


def test_department_begins_with_what_it_has_to_decide(console: Console) -> None:
    ask(at_permits(), "planning", "excavation")
    client = console("citymgmt")
    first = client.get("/").text
    assert "待我审核 1" in main_of(first)
    assert "城市道路挖掘" in main_of(first), "the queue is open"
    assert "/approvals/list/" in menu_of(first)
    assert "/tickets/list/" not in menu_of(first)


def test_page_of_an_approval_shows_the_package_and_decides(console: Console) -> None:
    mine = at_permits()
    made = ask(mine, "planning", "excavation", lane="parallel", lane_reason="节前集中施工")
    client, row = console("citymgmt"), made["excavation"].id
    said = main_of(client.get(f"/approvals/show/{row}").text)
    for one in (
        "沿建设路埋设管线",
        "150 米",
        "长度200米及以下",
        "节前集中施工",
        "告知承诺",
    ):
        assert one in said
    assert client.get(f"/approvals/show/{made['planning'].id}").status_code == 404
    answer = act(client, "approvals", row, "decide", decision="refused", opinion="回填方案不全")
    assert answer.status_code == 302
    assert latest(mine)["excavation"].state == "refused"
    assert "回填方案不全" in main_of(client.get(f"/approvals/show/{row}").text)


def test_refused_kind_is_asked_for_again_from_the_ticket(console: Console) -> None:
    mine = at_permits()
    made = ask(mine, "planning", "excavation", works="顶管施工", road="工业路")
    decide(made["excavation"], "refused", opinion="回填方案不全")
    client = console("power")
    page = client.get(f"/tickets/show/{mine}/approvals").text
    assert "回填方案不全" in page
    url = f"/actions/tickets/{mine}/request_approvals"
    assert url in page
    dialog = client.get(url).text
    assert "回填方案不全" in main_of(dialog)
    ticked = re.findall(r'<input[^>]*name="kinds"[^>]*>', dialog)
    assert ["excavation" in one for one in ticked if "checked" in one] == [True]
    for one in ("顶管施工", 'value="工业路"', 'value="150"'):
        assert one in dialog
    sent = {"version": version_in(dialog), "kinds": "excavation", "works": "补充", "road": "工业路"}
    sent["length_m"] = "90"
    assert client.submit(url, sent).status_code == 302
    assert latest(mine)["excavation"].round == 2
    approve(latest(mine)["excavation"])


@pytest.mark.parametrize(("length", "lane"), [("150", "告知承诺"), ("260", "限时联审")])
def test_lane_is_told_before_anything_is_sent(console: Console, length: str, lane: str) -> None:
    mine = at_permits()
    asked = f"/approvals/lane/{mine}?kinds=excavation&length_m={length}"
    assert lane in console("power").get(asked).text
    assert console("water").get(asked).status_code == 404
    assert console("citymgmt").get(asked).status_code == 403


def test_case_shows_a_utility_its_own_packages_and_the_office_all(console: Console) -> None:
    mine = at_permits()
    made = ask(mine, "excavation")["excavation"]
    page = f"/applications/show/{made.application_id}/approvals"
    assert made.number in console("coordinator").get(page).text
    assert made.number in console("power").get(page).text
    assert made.number not in console("water").get(page).text
