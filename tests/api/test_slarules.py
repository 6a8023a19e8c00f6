"""Rules of time limits by REST: drafted, foreseen, published, tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.foundation import clock
from tests.sla.calendars import at
from tests.support.clients import Client
from tests.workflow.limited import FIVE, THREE, in_scheme

Api = Callable[[str], Client]
RULES = "/api/v1/slarules/"
ROW = {
    *("id", "code", "label", "node", "basis", "service", "when", "unit", "amount", "after_hours"),
    *("levels", "net_of", "effective_from", "version", "active", "sample"),
}


@pytest.fixture
def draft(api: Api) -> dict[str, Any]:
    answer = api("coordinator").post(RULES, json=FIVE)
    assert answer.status_code == 201, answer.text
    return answer.json


def act(client: Client, row_id: int, verb: str, **data: Any) -> Any:
    return client.post(f"{RULES}{row_id}/actions/{verb}", json=data)


@pytest.mark.parametrize("account", ["coordinator", "leader", "power", "power-api"])
def test_rules_are_read_by_all_who_keep_limits(api: Api, account: str) -> None:
    rows = api(account).get(RULES).json
    assert rows["count"] > 20
    assert set(rows["result"][0]) >= ROW
    contact = next(one for one in rows["result"] if one["code"] == "contact")
    assert (contact["unit"], contact["amount"], contact["active"]) == ("workday", "1", True)
    assert contact["sample"]


def test_a_draft_is_published_and_applies(api: Api, draft: dict[str, Any]) -> None:
    coordinator, row_id = api("coordinator"), draft["id"]
    assert (draft["result"]["active"], draft["result"]["published_version"]) == (False, None)
    done = act(coordinator, row_id, "publish", mode="new_only", effective_from="2023-01-01")
    assert done.status_code == 200, done.text
    assert (done.json["result"]["active"], done.json["result"]["published_version"]) == (True, 1)
    changed = coordinator.put(f"{RULES}{row_id}", json=THREE)
    assert changed.json["result"]["amount"] == "5", "what applies"
    assert changed.json["result"]["draft"]["amount"] == 3
    gone = act(coordinator, row_id, "retire")
    assert gone.json["result"]["active"] is False
    assert act(coordinator, row_id, "retire").status_code == 409


def test_the_what_if_tells_numbers_and_the_clocks_behind_them(api: Api, session: Any) -> None:
    ticket = in_scheme(at("06-08 09:00"))
    coordinator = api("coordinator")
    rows = coordinator.get(RULES, query_string={"q": '{"page_size":100}'}).json["result"]
    row_id = next(one["id"] for one in rows if one["code"] == FIVE["code"])
    coordinator.put(f"{RULES}{row_id}", json=THREE)
    with clock.frozen(at("06-10 09:00")):
        asked = {"mode": "all_open", "effective_from": "2026-06-10"}
    told = coordinator.post(f"{RULES}{row_id}/what_if", json=asked)
    assert told.status_code == 200, told.text
    assert told.json["result"]["left_alone"] == 1, "late by now"
    assert not told.json["result"]["waits"]
    assert ticket.id


def test_whoever_was_too_late_is_told_so(api: Api, draft: dict[str, Any]) -> None:
    coordinator, address = api("coordinator"), f"{RULES}{draft['id']}"
    assert coordinator.put(address, json=THREE, headers={"If-Match": '"1"'}).status_code == 200
    assert coordinator.put(address, json=FIVE, headers={"If-Match": '"1"'}).status_code == 412


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"amount": "many"}, "amount"),
        ({"unit": "week"}, "unit"),
        ({"colour": "red"}, "colour"),
        ({"service": "steam"}, "service"),
        ({"when": {"field": "colour", "op": "empty"}}, "when.field"),
    ],
)
def test_what_does_not_fit_is_named_by_field(api: Api, change: dict[str, Any], path: str) -> None:
    answer = api("coordinator").post(RULES, json=FIVE | change)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [path])


def test_actions_tell_what_they_take_or_why_not(api: Api, draft: dict[str, Any]) -> None:
    offered = api("coordinator").get(f"{RULES}{draft['id']}/actions").json["result"]
    publish, retire = offered
    assert publish["allowed"]
    assert publish["input"]["required"] == []
    assert set(publish["input"]["properties"]) == {"mode", "effective_from"}
    assert (retire["allowed"], retire["reason"]) == (False, "该规则目前未生效。")
    assert not any(
        one["allowed"] for one in api("leader").get(f"{RULES}{draft['id']}/actions").json["result"]
    )


def test_a_made_up_case_is_told_its_rule_and_its_due(api: Api) -> None:
    facts = {"service": "power", "external_works": True, "voltage": "hv"}
    asked = {"node": "construct", "facts": facts, "start": "2026-06-08T09:00:00+08:00"}
    found = api("leader").post(f"{RULES}actions/test", json=asked).json["result"]
    assert (found["rule"], found["due_at"]) == ("construct-power-hv", "2026-07-07T09:00:00Z")
    fits = [one["rule"] for one in found["candidates"] if one["fits"]]
    assert fits == ["construct-power-hv", "construct-power"]
    assert "6月" in "".join(found["explanation"]) or "06" in "".join(found["explanation"])


@pytest.mark.parametrize("start", ["tomorrow", "2026-06-08T09:00:00", "0001-01-01T00:00:00Z"])
def test_a_start_that_is_none_is_refused(api: Api, start: str) -> None:
    answer = api("leader").post(f"{RULES}actions/test", json={"node": "contact", "start": start})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["start"])


def test_others_only_read(api: Api, draft: dict[str, Any]) -> None:
    leader, address = api("leader"), f"{RULES}{draft['id']}"
    assert leader.post(RULES, json=FIVE).status_code == 403
    assert leader.put(address, json=FIVE).status_code == 403
    for path in ("/what_if", "/actions/publish", "/actions/retire"):
        assert leader.post(address + path, json={}).status_code == 403
