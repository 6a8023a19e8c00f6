"""Meetings by REST: planned, held, and what was agreed followed up by those who owe it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.foundation import clock
from tests.support.clients import Client
from tests.workflow.meetings import AGREED, PLAN, agreed, planned
from tests.workflow.stories import dispatched, ticket_of

pytestmark = pytest.mark.usefixtures("session")
Api = Callable[[str], Client]
MEETINGS, ACTIONS = "/api/v1/meetings/", "/api/v1/meetingactions/"


@pytest.fixture
def case() -> Iterator[int]:
    with clock.frozen(datetime(2026, 6, 5, 1, tzinfo=UTC)):
        yield dispatched()


def item(case: int, service: str) -> dict[str, Any]:
    return {
        "subject": f"{service} 进度",
        "number": ticket_of(case, service).number,
        "cause": "other",
    }


def test_meeting_goes_from_the_plan_to_what_was_done(api: Api, case: int) -> None:
    office, water = api("coordinator"), api("water")
    plan = PLAN | {"items": [item(case, "water")]}
    made = office.post(MEETINGS, json=plan, headers={"Idempotency-Key": "one"})
    assert (made.status_code, made.json["result"]["number"]) == (201, "HY2026-0001")
    again = office.post(MEETINGS, json=plan, headers={"Idempotency-Key": "one"})
    assert again.json["id"] == made.json["id"]
    address = f"{MEETINGS}{made.json['id']}/actions/"
    agenda = made.json["result"]["agenda"]
    minutes = {
        "minutes": "会议纪要",
        "attendance": [{"organisation": "water", "attendance": "present", "signed_in": "李工"}],
        "conclusions": [{"item": agenda[0]["id"], "conclusion": "加快"}],
        "actions": [AGREED | {"number": agenda[0]["number"]}],
    }
    held = office.post(f"{address}hold", json=minutes, headers={"If-Match": '"1"'})
    assert (held.status_code, held.json["result"]["state"]) == (200, "held"), held.text
    (pk,) = held.json["result"]["actions"]
    told = water.get(f"{ACTIONS}{pk}").json["result"]
    assert (told["standing"], told["number"]) == ("overdue", agenda[0]["number"])
    done = water.post(f"{ACTIONS}{pk}/actions/complete", json={"result": "已完成"})
    assert (done.status_code, done.json["result"]["state"]) == (200, "done")
    assert water.post(f"{ACTIONS}{pk}/actions/reopen", json={"reason": "x"}).status_code == 403


def test_participant_reads_the_items_on_cases_it_sees_and_of_others_that_there_are_some(
    api: Api, case: int
) -> None:
    row = planned(
        items=[item(case, "water"), item(case, "power"), {"subject": "通报"} | {"cause": "other"}]
    )
    agenda = api("water").get(f"{MEETINGS}{row.id}").json["result"]["agenda"]
    assert [one["seen"] for one in agenda] == [True, False, True]
    assert agenda[1]["subject"] == "另案"
    assert not {"number", "note", "ticket_id"} & agenda[1].keys()
    assert [
        one["seen"]
        for one in api("coordinator").get(f"{MEETINGS}{row.id}").json["result"]["agenda"]
    ] == [True] * 3


@pytest.mark.parametrize(
    ("account", "meetings", "actions"),
    [("coordinator", 1, 2), ("leader", 1, 2), ("water", 1, 1), ("power", 1, 0), ("gas", 0, 1),
     ("planning", 1, 0), ("window", 0, 0)],
)  # fmt: skip
def test_meetings_are_read_by_who_takes_part_and_actions_by_who_owes_them(
    api: Api, case: int, account: str, meetings: int, actions: int
) -> None:
    row = planned()
    agreed(row, number=ticket_of(case, "water").number)
    agreed(row, organisation="gas", number=ticket_of(case, "water").number)
    program = api(account)
    assert program.get(MEETINGS).json["count"] == meetings
    found = program.get(ACTIONS).json
    assert found["count"] == actions
    if account == "gas":
        assert found["result"][0]["number"] is None, "it owes something on a case it doesn't see"


def test_verbs_are_offered_with_their_input_or_the_reason_why_not(api: Api, case: int) -> None:
    row = planned()
    offered = api("coordinator").get(f"{MEETINGS}{row.id}/actions").json["result"]
    assert {one["verb"] for one in offered if one["allowed"]} == {
        "hold", "add_action", "edit", "cancel"
    }  # fmt: skip
    hold = next(one for one in offered if one["verb"] == "hold")
    assert hold["input"]["required"] == ["minutes"]
    due = next(one for one in offered if one["verb"] == "add_action")["input"]["properties"]
    assert due["due_on"]["default"]
    refused = api("water").get(f"{MEETINGS}{row.id}/actions").json["result"]
    assert not any(one["allowed"] or one["input"]["properties"] for one in refused)


def test_refusals_name_the_field_and_the_version(api: Api, case: int) -> None:
    office, row = api("coordinator"), planned()
    assert list(office.post(MEETINGS, json=PLAN | {"items": [7]}).json["errors"]) == ["items.0"]
    stale = office.post(f"{MEETINGS}{row.id}/actions/edit", json=PLAN, headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    assert office.post(f"{MEETINGS}{row.id}/actions/dance").status_code == 404
    assert api("water").post(MEETINGS, json=PLAN).status_code == 403


def test_list_of_meetings_costs_the_same_for_one_and_for_many(
    api: Api, case: int, statements: Any
) -> None:
    office, numbers = api("coordinator"), []
    for count in (1, 4):
        for _ in range(count):
            agreed(planned(items=[item(case, "water"), item(case, "gas")]))
        with statements() as said:
            assert office.get(MEETINGS).status_code == 200
        numbers.append(len(said))
    assert numbers[0] == numbers[1]
