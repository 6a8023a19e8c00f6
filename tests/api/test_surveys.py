"""Four utilities, one survey, by REST (DOMAIN §2.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.clients import Client
from tests.workflow.stories import FORM
from tests.workflow.test_surveys import FOUR, FRIDAY, NOT_NEEDED, OTHER, TUESDAY, UTILITIES

pytestmark = pytest.mark.engines

Api = Callable[[str], Client]


class Joint:
    """An application at the survey stage, and the four utilities as programs."""

    def __init__(self, api: Api, **changes: Any) -> None:
        window, self.api = api("window"), api
        made = window.post("/api/v1/applications/", json=FORM | {"services": FOUR} | changes)
        self.id = made.json["id"]
        address = f"/api/v1/applications/{self.id}/actions"
        window.post(f"{address}/accept")
        tickets = window.post(f"{address}/dispatch").json["result"]["tickets"]
        self.tickets = {one["organisation"]: one["id"] for one in tickets}
        self.programs = {one: api(one) for one in UTILITIES}
        for utility in UTILITIES:
            self.act(utility, "claim")
            self.act(utility, "contact")

    def act(self, utility: str, verb: str, **data: Any) -> dict[str, Any]:
        address = f"/api/v1/tickets/{self.tickets[utility]}/actions/{verb}"
        answer = self.programs[utility].post(address, json=data)
        assert answer.status_code == 200, answer.text
        return answer.json["result"]

    def offered(self, utility: str, verb: str) -> dict[str, Any]:
        address = f"/api/v1/tickets/{self.tickets[utility]}/actions"
        answer = self.programs[utility].get(address, headers={"Accept-Language": "en"})
        return next(one for one in answer.json["result"] if one["verb"] == verb)

    def seen(self, account: str) -> list[dict[str, Any]]:
        asked = f"/api/v1/surveys/?q=(filters:!((col:application_id,opr:eq,value:{self.id})))"
        return self.api(account).get(asked).json["result"]


def test_four_utilities_share_one_survey_and_water_goes_without_works(api: Api) -> None:
    case = Joint(api, preferred_times="工作日上午")
    asked = case.offered("power", "schedule_survey")["input"]
    assert asked["required"] == ["survey_at"]
    assert "工作日上午" in asked["properties"]["survey_at"]["description"]
    items = asked["properties"]["participants"]["items"]
    assert items["enum"] == ["water", "gas", "telecom.mobile"]
    case.act("power", "schedule_survey", survey_at=TUESDAY)
    for utility in ("water", "gas", "mobile"):
        answer = case.offered(utility, "answer_survey")
        assert answer["allowed"]
        assert "2027-03-02 09:30" in answer["input"]["properties"]["answer"]["description"]
        case.act(utility, "answer_survey", answer="yes")
    (survey,) = case.seen("gas")
    assert (survey["state"], survey["survey_at"]) == ("agreed", "2027-03-02T01:30:00Z")
    for utility in UTILITIES:
        case.act(utility, "record_survey", external_works=utility != "water")
    assert case.seen("window")[0]["state"] == "held"
    ticket = case.programs["water"].get(f"/api/v1/tickets/{case.tickets['water']}").json["result"]
    assert (ticket["stage"], ticket["external_works"]) == ("scheme", False)


def test_utility_sees_of_the_others_who_what_and_when_and_nothing_else(api: Api) -> None:
    case = Joint(api)
    case.act("power", "schedule_survey", survey_at=TUESDAY)
    case.act("gas", "answer_survey", **OTHER)
    case.act("water", "answer_survey", **NOT_NEEDED)
    (survey,) = case.seen("water")
    parts = {one["organisation"]: one for one in survey["parts"]}
    gas = {key: value for key, value in parts["gas"].items() if value is not None}
    assert gas == {
        "organisation": "gas", "service": "gas", "option": "", "answer": "other",
        "other_at": "2027-03-05T06:00:00Z",
    }  # fmt: skip
    assert parts["water"]["reason"] == NOT_NEEDED["reason"]
    assert parts["water"]["outcome"] == "not_needed"
    (whole,) = case.seen("coordinator")
    assert {one["organisation"]: one["reason"] for one in whole["parts"]}["gas"] == OTHER["reason"]
    for nobody in ("telecom", "planning"):
        answer = api(nobody).get(f"/api/v1/surveys/{survey['id']}")
        assert answer.status_code in {403, 404}


def test_moved_survey_is_a_round_of_its_own_with_the_applicants_reason(api: Api) -> None:
    case = Joint(api)
    case.act("power", "schedule_survey", survey_at=TUESDAY)
    assert "reason" in case.offered("power", "schedule_survey")["input"]["required"]
    moved = {"survey_at": FRIDAY, "reason": "应用户要求改期", "asked_by": "applicant"}
    case.act("power", "schedule_survey", **moved)
    now, before = case.seen("water")
    assert (before["state"], now["state"], now["moved_from"]) == ("moved", "proposed", 1)
    assert (now["asked_by"], now["reason"]) == ("applicant", "应用户要求改期")


def test_other_appointments_at_the_same_hours_and_closed_hours_are_named(api: Api) -> None:
    first, second = Joint(api), Joint(api)
    first.act("power", "schedule_survey", survey_at=TUESDAY, minutes=120)
    first.act("gas", "answer_survey", **OTHER)
    second.act("water", "schedule_survey", survey_at="2027-03-02T11:00:00+08:00")
    told = {
        one: second.offered(one, "answer_survey")["input"]["properties"]["answer"]["description"]
        for one in ("power", "gas", "mobile")
    }
    number = first.programs["power"].get(f"/api/v1/tickets/{first.tickets['power']}").json
    assert "At the same hours: 03-02 09:30–11:30" in told["power"]
    assert number["result"]["number"] in told["power"]
    assert "At the same hours" in told["mobile"], "asked is as good as coming"
    assert "At the same hours" not in told["gas"], "gas asked for another time there"
    assert "outside working hours" not in told["power"]
    late = {"survey_at": "2027-03-02T19:00:00+08:00", "reason": "客户只有晚上在"}
    second.act("water", "schedule_survey", **late)
    said = second.offered("gas", "answer_survey")["input"]["properties"]["answer"]["description"]
    assert "outside working hours" in said


def test_list_of_surveys_costs_the_same_few_statements(
    api: Api, statements: Callable[[], Any]
) -> None:
    counts = []
    for _ in range(2):
        case = Joint(api)
        case.act("power", "schedule_survey", survey_at=TUESDAY)
        case.act("power", "schedule_survey", survey_at=FRIDAY, reason="改期")
        with statements() as said:
            assert case.programs["gas"].get("/api/v1/surveys/").status_code == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 12


def test_answering_many_tickets_at_once_costs_the_same_few_statements(
    api: Api, statements: Callable[[], Any]
) -> None:
    counts = []
    for many in (1, 4):
        cases = [Joint(api) for _ in range(many)]
        for case in cases:
            case.act("power", "schedule_survey", survey_at=TUESDAY)
        sent = {"ids": [one.tickets["gas"] for one in cases], "input": {"answer": "yes"}}
        with statements() as said:
            answer = (
                cases[0].programs["gas"].post("/api/v1/tickets/actions/answer_survey", json=sent)
            )
        assert [one["status"] for one in answer.json["result"]] == [200] * many
        counts.append(len(said))
    assert counts[0] == counts[1]
