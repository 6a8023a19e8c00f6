"""Schemes by REST: fees only from the catalogue, no confirmation without agreement, own eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.clients import Client
from tests.workflow.stories import WAY, carried, dispatched, ticket_of

pytestmark = pytest.mark.engines

Api = Callable[[str], Client]
AGREED = dict(WAY)["confirm_scheme"]
NOTICE = "国办函〔2020〕129号"


@pytest.fixture
def case(session: Any) -> int:
    """Water and gas have to reply."""
    row_id = dispatched()
    for utility in ("water", "gas"):
        carried(row_id, utility, WAY[:3])
    session.rollback()
    return row_id


def act(client: Client, case: int, utility: str, verb: str, **data: Any) -> Any:
    row_id = ticket_of(case, utility).id
    return client.post(f"/api/v1/tickets/{row_id}/actions/{verb}", json=data)


def seen(client: Client, case: int) -> list[dict[str, Any]]:
    asked = f"(filters:!((col:application_id,opr:eq,value:{case})),order_column:id)"
    answer = client.get(f"/api/v1/schemes/?q={asked}")
    assert answer.status_code == 200, answer.text
    return answer.json["result"]


@pytest.mark.parametrize(
    ("fee", "said"), [("开户费 300", NOTICE), ("接水费 300", NOTICE), ("茶水费 5", "目录")]
)
@pytest.mark.any_engine
def test_what_may_not_be_charged_is_told_by_its_field(
    api: Api, case: int, fee: str, said: str
) -> None:
    for utility in ("water", "gas"):
        sent = {"scheme": "x", "fees": [fee]}
        answer = act(api(utility), case, utility, "propose_scheme", **sent)
        assert answer.status_code == 422
        assert said in answer.json["errors"]["fees"][0]
    assert seen(api("window"), case) == []


@pytest.mark.parametrize("left_out", AGREED)
@pytest.mark.any_engine
def test_confirmation_without_agreement_status_is_refused(
    api: Api, case: int, left_out: str
) -> None:
    act(api("water"), case, "water", "propose_scheme", scheme="x")
    rest = {key: value for key, value in AGREED.items() if key != left_out}
    answer = act(api("window"), case, "water", "confirm_scheme", **rest)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [left_out])
    assert seen(api("window"), case)[0]["state"] == "proposed"


def test_bulk_confirms_none_without_agreement(api: Api, case: int) -> None:
    ids = [ticket_of(case, one).id for one in ("water", "gas")]
    for utility in ("water", "gas"):
        act(api(utility), case, utility, "propose_scheme", scheme="x")
    sent = {"ids": ids, "input": {"agreement_number": "XY-1"}}
    answer = api("window").post("/api/v1/tickets/actions/confirm_scheme", json=sent)
    assert {one["status"] for one in answer.json["result"]} == {422}
    sent["input"] = AGREED
    answer = api("window").post("/api/v1/tickets/actions/confirm_scheme", json=sent)
    assert {one["status"] for one in answer.json["result"]} == {200}


def test_revisions_are_told_with_fees_dates_and_what_became_of_them(api: Api, case: int) -> None:
    water, window = api("water"), api("window")
    fees = ["水表及附件材料费 680.50", "water-inner-works 18000"]
    act(water, case, "water", "propose_scheme", scheme="A", fees=fees, connection_on="2026-12-24")
    act(window, case, "water", "refuse_scheme", reason="太贵")
    act(water, case, "water", "propose_scheme", scheme="B", fees=fees[:1])
    act(window, case, "water", "confirm_scheme", **AGREED)
    act(water, case, "water", "settle_fees", actual_fees=["water-meter 600"])
    first, second = seen(water, case)
    assert (first["revision"], first["state"], first["refusal_reason"]) == (1, "refused", "太贵")
    assert (first["estimate"], first["actual"], first["connection_on"]) == (
        "18680.5", None, "2026-12-24",
    )  # fmt: skip
    assert (second["state"], second["agreement_number"]) == ("confirmed", "XY-1")
    (line,) = second["lines"]
    assert (line["estimate"], line["actual"], line["code"]) == ("680.5", "600", "water-meter")
    assert line["legal_basis"]


def test_scheme_is_seen_by_its_utility_the_first_receiver_and_the_office(
    api: Api, case: int
) -> None:
    act(api("water"), case, "water", "propose_scheme", scheme="x")
    (row_id,) = [one["id"] for one in seen(api("window"), case)]
    for account, found in (
        ("water", 1), ("window", 1), ("coordinator", 1), ("leader", 1), ("gas", 0), ("power", 0),
    ):  # fmt: skip
        assert len(seen(api(account), case)) == found, account
        status = api(account).get(f"/api/v1/schemes/{row_id}").status_code
        assert status == (200 if found else 404), account
    for account in ("planning", "auditor", "admin"):
        assert api(account).get("/api/v1/schemes/").status_code in {200, 403}
        assert api(account).get(f"/api/v1/schemes/{row_id}").status_code in {403, 404}


def test_schema_of_the_fees_takes_the_catalogue_and_nothing_else(api: Api, case: int) -> None:
    address = f"/api/v1/tickets/{ticket_of(case, 'gas').id}/actions"
    offered = {one["verb"]: one for one in api("gas").get(address).json["result"]}
    fees = offered["propose_scheme"]["input"]["properties"]["fees"]
    assert fees["examples"][0][0].startswith("gas-")
    assert "燃气泄漏报警器材料费" in fees["items"]["pattern"]
    assert "water" not in fees["items"]["pattern"]
    answer = act(api("gas"), case, "gas", "propose_scheme", scheme="x", fees=fees["examples"][0])
    assert answer.status_code == 200


def test_list_costs_the_same_statements_however_many_schemes_there_are(
    session: Any, api: Api, case: int, statements: Callable[[], Any]
) -> None:
    window, costs = api("window"), []
    for utility in ("water", "gas"):
        act(api(utility), case, utility, "propose_scheme", scheme="x")
        with statements() as said:
            window.get("/api/v1/schemes/")
        costs.append(len(said))
    assert costs[0] == costs[1] <= 12
