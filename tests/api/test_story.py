"""A program that knows nothing but GET …/actions carries an application to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.clients import Client
from tests.workflow.stories import FORM

BY_TYPE = {"boolean": True, "string": "x", "integer": 1, "object": {}, "array": []}


def value(schema: dict[str, Any]) -> Any:
    """What a schema alone tells: a choice, a default, an example, or anything of the type."""
    if "enum" in schema:
        return schema["enum"][0]
    if "default" in schema:
        return schema["default"]
    return schema["examples"][0] if "examples" in schema else BY_TYPE[schema["type"]]


def filled(schema: dict[str, Any], names: str) -> dict[str, Any]:
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    wanted = schema["required"] if names == "required" else schema["properties"]
    return {name: value(schema["properties"][name]) for name in wanted}


def decided(api: Callable[[str], Client], ticket_id: int, names: str) -> None:
    """Every department decides what it finds on its own list."""
    for department in ("planning", "citymgmt", "traffic"):
        client, asked = api(department), f"(filters:!((col:ticket_id,opr:eq,value:{ticket_id})))"
        for row in client.get(f"/api/v1/approvals/?q={asked}").json["result"]:
            address = f"/api/v1/approvals/{row['id']}/actions"
            (offered,) = (
                one for one in client.get(address).json["result"] if one["verb"] == "decide"
            )
            if offered["allowed"]:
                answer = client.post(f"{address}/decide", json=filled(offered["input"], names))
                assert answer.json["result"]["state"] == "approved", answer.text


def carry(api: Callable[[str], Client], account: str, address: str, names: str) -> dict[str, Any]:
    """Do the first allowed action that was not done yet, until a turn changes nothing more."""
    client = api(account)
    done: set[str] = set()
    state = client.get(address).json["result"]["state"]
    while state not in {"completed", "in_progress"} or "tickets/" in address:
        offered = client.get(f"{address}/actions").json["result"]
        every = [one for one in offered if one["allowed"] and one["verb"] not in done]
        if not every or state == "completed":
            break
        verb = every[0]["verb"]
        answer = client.post(f"{address}/actions/{verb}", json=filled(every[0]["input"], names))
        assert answer.status_code == 200, f"{verb}: {answer.text}"
        done.add(verb)
        if verb == "request_approvals":
            decided(api, int(address.rpartition("/")[2]), names)
        state = answer.json["result"]["state"]
    return client.get(address).json["result"]


def test_application_is_connected_by_following_the_offered_actions(
    api: Callable[[str], Client],
) -> None:
    connect(api, "required")


def test_whatever_an_action_offers_to_fill_in_is_taken(api: Callable[[str], Client]) -> None:
    connect(api, "everything")


def connect(api: Callable[[str], Client], names: str) -> None:
    window = api("window")
    made = window.post("/api/v1/applications/", json=FORM)
    assert made.status_code == 201, made.text
    address = f"/api/v1/applications/{made.json['id']}"
    application = carry(api, "window", address, names)
    assert application["state"] == "in_progress"
    assert application["first_receiver"]["name"]
    assert {one["organisation"] for one in application["tickets"]} == {
        "power", "water", "gas", "mobile", "telecom", "unicom",
    }  # fmt: skip
    for ticket in application["tickets"]:
        worked = carry(api, ticket["organisation"], f"/api/v1/tickets/{ticket['id']}", names)
        assert worked["state"] == "completed", worked
    assert window.get(address).json["result"]["state"] == "completed"


def test_whatever_is_done_beside_the_way_takes_what_it_offers_to_fill_in(
    api: Callable[[str], Client],
) -> None:
    """A pause, an extension, an urge, a supervision: by the utility and the office in turn."""
    window = api("window")
    address = f"/api/v1/applications/{window.post('/api/v1/applications/', json=FORM).json['id']}"
    window.post(f"{address}/actions/accept")
    tickets = window.post(f"{address}/actions/dispatch").json["result"]["tickets"]
    ticket = next(one for one in tickets if one["organisation"] == "gas")
    address = f"/api/v1/tickets/{ticket['id']}"
    for account, verb in (
        ("gas", "request_extension"),
        ("coordinator", "decide_extension"),
        ("window", "urge"),
        ("coordinator", "supervise"),
        ("gas", "reply_supervision"),
        ("gas", "claim"),
        ("gas", "suspend"),
    ):
        client = api(account)
        offered = client.get(f"{address}/actions").json["result"]
        asked = next(one for one in offered if one["verb"] == verb)
        assert asked["allowed"], asked["reason"]
        sent = filled(asked["input"], "everything")
        answer = client.post(f"{address}/actions/{verb}", json=sent)
        assert answer.status_code == 200, f"{verb}: {answer.text}"
    assert (answer.json["result"]["light"], answer.json["result"]["due_at"]) == ("paused", None)


def test_every_action_of_the_noun_is_told_with_the_reason_why_not(
    api: Callable[[str], Client],
) -> None:
    window = api("window")
    made = window.post("/api/v1/applications/", json=FORM).json
    offered = window.get(f"/api/v1/applications/{made['id']}/actions").json["result"]
    told = {one["verb"]: one for one in offered}
    assert set(told) == {
        "submit", "accept", "decline", "request_supplement", "supplement", "dispatch", "amend",
        "hand_over", "withdraw", "comment",
    }  # fmt: skip
    assert told["accept"]["allowed"]
    assert told["accept"]["reason"] is None
    assert not told["dispatch"]["allowed"]
    assert told["dispatch"]["reason"]


def test_labels_are_in_the_language_the_program_asks_for(api: Callable[[str], Client]) -> None:
    window = api("window")
    made = window.post("/api/v1/applications/", json=FORM).json
    address = f"/api/v1/applications/{made['id']}/actions"

    def label(language: str) -> str:
        offered = window.get(address, headers={"Accept-Language": language}).json["result"]
        return next(one["label"] for one in offered if one["verb"] == "accept")

    assert label("en-GB,en;q=0.9") == "Accept"
    assert label("zh-CN") == label("fr") != "Accept"
