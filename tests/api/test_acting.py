"""Acting by REST: once only, on what was read, one or many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.clients import Client
from tests.workflow.excavations import digging
from tests.workflow.stories import FORM, do

pytestmark = pytest.mark.engines

Api = Callable[[str], Client]
PROBLEM = "application/problem+json"


@pytest.fixture
def window(api: Api) -> Client:
    return api("window")


def entered(window: Client) -> str:
    made = window.post("/api/v1/applications/", json=FORM)
    return f"/api/v1/applications/{made.json['id']}"


def test_stale_tag_is_refused_and_nothing_is_done(window: Client) -> None:
    address = entered(window)
    first = window.post(f"{address}/actions/accept", headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    stale = window.post(f"{address}/actions/dispatch", headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.content_type) == (412, PROBLEM)
    assert window.get(address).json["result"]["state"] == "accepted"
    again = window.post(f"{address}/actions/dispatch", headers={"If-Match": first.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("tag", "status"),
    [
        ("1", 400),
        ('"1", *', 400),
        ('"1" "2"', 400),
        (",", 400),
        ('"one"', 412),
        ('"2", "3"', 412),
        ('W/"1"', 200),
        ('"1:br"', 200),
        ('"7", "1"', 200),
        ('"a,b" ,, W/"1:br",', 200),
        ("*", 200),
    ],
)
def test_tags_that_are_none_and_tags_of_others(window: Client, tag: str, status: int) -> None:
    answer = window.post(f"{entered(window)}/actions/submit", headers={"If-Match": tag})
    assert answer.status_code == status


def test_the_slower_of_two_is_told_who_did_what_and_when(window: Client) -> None:
    address = entered(window)
    window.post(f"{address}/actions/accept")
    late = window.post(f"{address}/actions/accept", headers={"Accept-Language": "en"})
    assert (late.status_code, late.content_type) == (409, PROBLEM)
    who = window.get(address).json["result"]["first_receiver"]["name"]
    assert who in late.json["detail"]
    assert "Accept" in late.json["detail"]


def test_a_key_makes_an_application_once(window: Client) -> None:
    sent = {"json": FORM, "headers": {"Idempotency-Key": "form-1"}}
    first = window.post("/api/v1/applications/", **sent)
    second = window.post("/api/v1/applications/", **sent)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert window.get("/api/v1/applications/").json["count"] == 1
    other = window.post(
        "/api/v1/applications/",
        json=FORM | {"enterprise": "另一家"},
        headers=sent["headers"],
    )
    assert (other.status_code, list(other.json["errors"])) == (422, ["Idempotency-Key"])


def test_a_key_does_an_action_once(window: Client) -> None:
    address = entered(window)
    headers = {"Idempotency-Key": "accept-1"}
    first = window.post(f"{address}/actions/accept", headers=headers)
    second = window.post(f"{address}/actions/accept", headers=headers)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json == second.json


def test_many_at_once_leave_out_what_can_not_be_done(window: Client, api: Api) -> None:
    ids = [int(entered(window).rpartition("/")[2]) for _ in range(3)]
    window.post(f"/api/v1/applications/{ids[1]}/actions/withdraw", json={"reason": "误录入"})
    body: dict[str, Any] = {"ids": [*ids, 999], "input": {"note": "一并受理"}}
    answer = window.post("/api/v1/applications/actions/accept", json=body)
    assert answer.status_code == 200
    told = answer.json["result"]
    assert [(one["id"], one["status"]) for one in told] == [
        (ids[0], 200), (ids[1], 409), (ids[2], 200), (999, 404),
    ]  # fmt: skip
    assert told[0]["result"]["state"] == "accepted"
    assert told[1]["error"]["type"] == "urn:lianban:wrong-state"


def test_statements_of_many_do_not_grow_with_the_rows(
    window: Client, statements: Callable[[], Any]
) -> None:
    def said(rows: int) -> int:
        ids = [int(entered(window).rpartition("/")[2]) for _ in range(rows)]
        with statements() as counted:
            window.post("/api/v1/applications/actions/accept", json={"ids": ids})
        return len(counted)

    assert said(2) == said(6)


def test_who_acts_a_row_out_of_sight_is_still_told_its_state(window: Client, api: Api) -> None:
    address = entered(window)
    window.post(f"{address}/actions/accept")
    tickets = window.post(f"{address}/actions/dispatch").json["result"]["tickets"]
    mobile = next(one for one in tickets if one["organisation"] == "mobile")
    moved = api("mobile").post(
        f"/api/v1/tickets/{mobile['id']}/actions/transfer",
        json={"organisation": "telecom", "reason": "资源在电信"},
    )
    if moved.status_code == 422:  # nobody else serves this option here
        assert list(moved.json["errors"]) == ["organisation"]
    else:
        assert moved.json["result"]["number"] == mobile["number"]


def test_actions_are_told_where_nothing_is_left_to_choose(session: Any, api: Api) -> None:
    ticket, power = digging("power").id, api("power")
    address = f"/api/v1/tickets/{ticket}/actions"

    def kinds() -> list[str]:
        told = power.get(address).json["result"]
        asked = next(one for one in told if one["verb"] == "request_approvals")
        return list(asked["input"]["properties"]["kinds"]["items"]["enum"])

    do("tickets", "request_approvals", ticket, "power", kinds=kinds(), works="沿路直埋")
    assert kinds() == [], "all of them lie with their departments"
