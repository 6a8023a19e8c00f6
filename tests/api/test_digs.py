"""Excavations by REST: planned from the schema alone, offered, merged; cases stay private."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.foundation import clock
from tests.support.clients import Client
from tests.workflow.excavations import MONDAY, Pair, digging, ticket
from tests.workflow.stories import do

pytestmark = pytest.mark.engines
Api = Callable[[str], Client]
PRIVATE = ("ticket_id", "application_id", "points", "note")


@pytest.fixture
def pair(session: Any) -> Pair:
    return Pair()


def rows(client: Client, noun: str) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/{noun}/").json["result"]


def filled(schema: dict[str, Any]) -> dict[str, Any]:
    """The required properties, from what the schema itself offers."""
    given = {}
    for name in schema["required"]:
        one = schema["properties"][name]
        offered = [*one.get("enum", []), *one.get("examples", []), one.get("minimum")]
        given[name] = one.get("default", offered[0])
    return given


def inputs(client: Client, ticket_id: int) -> dict[str, dict[str, Any]]:
    told = client.get(f"/api/v1/tickets/{ticket_id}/actions").json["result"]
    return {one["verb"]: one for one in told}


def test_client_that_knows_only_the_schemas_plans_proposes_and_answers(
    api: Api, session: Any
) -> None:
    both = (("gas", digging("gas")), ("water", digging("water", "安徽霍邱纺织有限公司")))
    for account, row in both:
        schema = inputs(api(account), row.id)["plan_dig"]["input"]
        answer = api(account).post(
            f"/api/v1/tickets/{row.id}/actions/plan_dig", json=filled(schema)
        )
        assert answer.status_code == 200, answer.text
    (_, gas), (_, water) = both
    for account, row, verb in (("water", water, "propose_merge"), ("gas", gas, "answer_merge")):
        offered = inputs(api(account), row.id)[verb]
        assert offered["allowed"], offered["reason"]
        answer = api(account).post(
            f"/api/v1/tickets/{row.id}/actions/{verb}", json=filled(offered["input"])
        )
        assert answer.status_code == 200, answer.text
    (merge,) = rows(api("gas"), "merges")
    assert (merge["state"], len(merge["parts"])) == ("agreed", 2)


def test_of_others_only_what_joint_digging_needs_is_told(pair: Pair, api: Api) -> None:
    seen = {one["organisation"]: one for one in rows(api("gas"), "digs")}
    assert seen["gas"]["ticket_id"] == pair.gas.id
    assert all(seen["water"][name] is None for name in PRIVATE)
    assert (seen["water"]["from_m"], seen["water"]["road_name"]) == (180, "光明大道")
    numbers = {ticket(pair.water.id).number, pair.water.enterprise}
    near = api("gas").get(f"/api/v1/digs/{pair.gas_dig.id}/neighbours")
    assert [one["id"] for one in near.json["result"]] == [pair.water_dig.id]
    answers = [near.text, api("gas").get("/api/v1/digs/").text]
    pair.propose()
    pair.answer("yes")
    answers.append(api("gas").get("/api/v1/merges/").text)
    assert not any(one in text for one in numbers for text in answers)
    assert api("power").get("/api/v1/merges/").json["count"] == 0
    assert api("coordinator").get("/api/v1/merges/").json["count"] == 1
    by_ticket = f"/api/v1/digs/?q=(filters:!((col:ticket_id,opr:eq,value:{pair.water.id})))"
    assert api("gas").get(by_ticket).json["count"] == 0
    assert api("water").get(by_ticket).json["count"] == 1


def test_what_was_called_off_is_nobody_elses_business(pair: Pair, api: Api) -> None:
    with clock.frozen(MONDAY):
        do("tickets", "cancel_dig", pair.water.id, "water", dig=str(pair.water_dig.id))
    assert [one["organisation"] for one in rows(api("gas"), "digs")] == ["gas"]
    assert api("gas").get(f"/api/v1/digs/{pair.water_dig.id}").status_code == 404
    assert len(rows(api("water"), "digs")) == 2


def test_protected_road_is_told_with_the_day_from_which_it_may_be_dug(
    api: Api, session: Any
) -> None:
    gas = digging("gas")
    with clock.frozen(MONDAY):
        offered = inputs(api("gas"), gas.id)["plan_dig"]["input"]["properties"]["road"]
        assert "《城市道路管理条例》第三十三条" in offered["description"]
        planned = api("gas").post(
            f"/api/v1/tickets/{gas.id}/actions/plan_dig",
            json={"road": "五岳大道", "from_m": 0, "to_m": 40, "width_m": "1", "surface": "asphalt",
                  "starts_on": "2026-07-01", "ends_on": "2026-07-03"},
        )  # fmt: skip
    assert planned.status_code == 200, planned.text
    assert rows(api("gas"), "digs")[0]["protected_until"] == "2028-09-20"


def test_a_trade_that_never_dug_there_says_what_is_wrong_by_field(pair: Pair, api: Api) -> None:
    wrong = {"road": "x", "from_m": -1, "to_m": 3, "width_m": "0", "surface": "lava",
             "starts_on": "2026-13-01", "ends_on": "2026-07-03", "points": "1,2"}  # fmt: skip
    answer = api("gas").post(f"/api/v1/tickets/{pair.gas.id}/actions/plan_dig", json=wrong)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"from_m", "width_m", "surface", "starts_on", "points"}
