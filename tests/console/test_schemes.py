"""The scheme of a ticket, and all schemes of a case side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.console.reading import PRIMARY, act, main_of, version_in
from tests.support.clients import Client
from tests.workflow.stories import WAY, carried, dispatched, do, ticket_of

pytestmark = pytest.mark.usefixtures("session")

Console = Callable[..., Client]
AGREED = dict(WAY)["confirm_scheme"]


@pytest.fixture
def case(session: Any) -> int:
    """Water and gas have to reply."""
    row_id = dispatched()
    for utility in ("water", "gas"):
        carried(row_id, utility, WAY[:3])
    return row_id


def replied(case: int, utility: str, **data: Any) -> int:
    row_id = ticket_of(case, utility).id
    do("tickets", "propose_scheme", row_id, utility, **{"scheme": f"{utility} plan", **data})
    return row_id


def test_dialog_refuses_an_abolished_fee_with_its_notice_and_keeps_what_was_typed(
    console: Console, case: int
) -> None:
    water, row_id = console("water"), ticket_of(case, "water").id
    sent = {
        "scheme": "DN100",
        "fees-fee": ["接水费", "水表及附件材料费"],
        "fees-amount": ["300", "680"],
    }
    answer = act(water, "tickets", row_id, "propose_scheme", **sent)
    assert answer.status_code == 422
    assert "国办函〔2020〕129号" in main_of(answer.text)
    assert re.search(r'name="fees-fee"[^>]*value="接水费"', answer.text)
    assert re.search(r'name="fees-amount"[^>]*value="680"', answer.text)
    sent = {"scheme": "DN100", "fees-fee": ["水表及附件材料费", ""], "fees-amount": ["680", ""]}
    assert act(water, "tickets", row_id, "propose_scheme", **sent).status_code == 302


def test_dialog_refuses_a_confirmation_without_agreement(console: Console, case: int) -> None:
    row_id = replied(case, "water")
    window = console("window")
    assert PRIMARY.findall(window.get(f"/tickets/show/{row_id}").text) == ["confirm_scheme"]
    rest = {"agreement_number": "XY-1", "agreement_signed_on": "2025-06-02"}
    answer = act(window, "tickets", row_id, "confirm_scheme", **rest)
    assert answer.status_code == 422
    assert act(window, "tickets", row_id, "confirm_scheme", **AGREED).status_code == 302


def test_bulk_dialog_refuses_a_confirmation_without_agreement(console: Console, case: int) -> None:
    ids = [replied(case, utility) for utility in ("water", "gas")]
    window = console("window")
    token = window.token("/tickets/list/")
    sent = {"csrf_token": token, "rowid": ids, "agreement_number": "XY-1"}
    answer = window.post("/actions/tickets/bulk/confirm_scheme", data=sent)
    assert answer.status_code == 422
    answer = window.post("/actions/tickets/bulk/confirm_scheme", data=sent | AGREED)
    assert answer.status_code == 200
    assert ticket_of(case, "gas").stage == "permit"


def test_revision_begins_with_what_was_proposed_and_the_page_tells_what_changed(
    console: Console, case: int
) -> None:
    row_id = replied(case, "water", fees=["water-meter 680"], connection_on="2026-12-24")
    do("tickets", "refuse_scheme", row_id, "window", reason="表井位置不合适")
    water = console("water")
    dialog = water.get(f"/actions/tickets/{row_id}/propose_scheme").text
    assert "water plan" in dialog
    assert re.search(r'name="fees-fee"[^>]*value="水表及附件材料费"', dialog)
    replied(case, "water", scheme="moved", fees=["water-meter 700"], connection_on="2026-12-24")
    page = water.get(f"/tickets/show/{row_id}/scheme").text
    told = re.findall(r"<del>(.*?)</del>.*?<ins>(.*?)</ins>", page)
    assert told == [("water plan", "moved"), ("680.00", "700.00")]
    assert "表井位置不合适" in main_of(page)


def test_actual_stands_beside_the_estimate_with_the_basis(console: Console, case: int) -> None:
    row_id = replied(case, "water", fees=["water-meter 680"])
    do("tickets", "confirm_scheme", row_id, "water", **AGREED)
    do("tickets", "settle_fees", row_id, "water", actual_fees=["water-meter 600.5"])
    words = main_of(console("window").get(f"/tickets/show/{row_id}/scheme").text)
    for said in ("680.00", "600.50", "县发改委公示收费目录（示例）", "XY-1"):
        assert said in words


def test_first_receiver_reads_all_replies_side_by_side_and_what_does_not_fit(
    console: Console, case: int
) -> None:
    replied(case, "water", fees=["water-meter 680"], construction_start_on="2026-12-14")
    replied(case, "gas", fees=["gas-alarm 260"], construction_start_on="2026-12-07")
    words = main_of(console("window").get(f"/applications/show/{case}/reply").text)
    for said in ("water plan", "gas plan", "940.00", "2026-12-14", "2026-12-07", "不同的周"):
        assert said in words


def test_utility_reads_of_the_others_only_that_they_replied_and_their_days(
    console: Console, case: int
) -> None:
    replied(case, "water", fees=["water-meter 680"], connection_on="2026-12-14")
    gas = replied(case, "gas", fees=["gas-alarm 26123"], connection_on="2026-12-07")
    page = console("water").get(f"/applications/show/{case}/reply").text
    words = main_of(page)
    assert "water plan" in words
    assert "2026-12-07" in words
    for hidden in ("gas plan", "26,123", "gas-alarm", ticket_of(case, "gas").number):
        assert hidden not in page
    assert console("water").get(f"/tickets/show/{gas}/scheme").status_code == 404


def test_stale_revision_is_told(console: Console, case: int) -> None:
    row_id = ticket_of(case, "water").id
    water = console("water")
    url = f"/actions/tickets/{row_id}/propose_scheme"
    version = version_in(water.get(url).text)
    replied(case, "water")
    answer = water.submit(url, {"version": version, "scheme": "late"})
    assert answer.status_code == 412
