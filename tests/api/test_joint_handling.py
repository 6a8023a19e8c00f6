"""What makes the handling joint, by REST: one survey, one scheme, one approval, one dig."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.foundation import clock
from app.sla.states import OPEN
from app.workflow.sweep import sweep
from tests.support.clients import Client
from tests.workflow.stories import FORM

pytestmark = pytest.mark.engines

SERVICES = {
    **{one: FORM["services"][one] for one in ("power", "water", "gas")},
    "telecom": FORM["services"]["telecom"] | {"carriers": ["mobile"]},
}
AGREED = {
    "agreement_number": "XY-2026-88",
    "agreement_signed_on": "2025-06-09",
    "agreement_form": "electronic",
}
ROAD = {"road": "建设路", "width_m": "1", "surface": "asphalt"}


def at(day: int, hour: int = 10) -> datetime:
    """An hour of a day of June 2026, as the county's clocks show it."""
    return datetime(2026, 6, day, hour - 8, tzinfo=UTC)


class County:
    """Everybody by their own account, each by REST."""

    def __init__(self, app: Flask, api: Callable[[str], Client]) -> None:
        self._clients: dict[str, Client] = {}
        self._app, self._api, self.now = app, api, at(8)

    def client(self, account: str) -> Client:
        client = self._clients.setdefault(account, self._api(account))
        client.at = self.now
        return client

    def sweep(self) -> None:
        """What the worker does every so often."""
        with self._app.app_context(), clock.frozen(self.now):
            sweep()

    def get(self, account: str, path: str) -> Any:
        answer = self.client(account).get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json["result"]

    def send(self, account: str, path: str, **data: Any) -> Any:
        return self.client(account).post(f"/api/v1/{path}", json=data)

    def do(self, account: str, noun: str, pk: int, verb: str, **data: Any) -> Any:
        """An action that is expected to be done: the row as it now is."""
        answer = self.send(account, f"{noun}/{pk}/actions/{verb}", **data)
        assert answer.status_code == 200, f"{verb}: {answer.text}"
        return answer.json["result"]

    def refused(self, account: str, noun: str, pk: int, verb: str, **data: Any) -> Any:
        """An action that is expected to be refused for its input: problems by field."""
        answer = self.send(account, f"{noun}/{pk}/actions/{verb}", **data)
        assert answer.status_code == 422, answer.text
        return answer.json["errors"]

    def dispatched(self, services: dict[str, Any]) -> dict[str, int]:
        """Organisation → its ticket of a new application."""
        answer = self.send("window", "applications/", **(FORM | {"services": services}))
        pk = answer.json["id"]
        self.do("window", "applications", pk, "accept")
        row = self.do("window", "applications", pk, "dispatch")
        return {one["organisation"]: one["id"] for one in row["tickets"]} | {"": pk}

    def approvals(self, account: str, ticket: int) -> list[Any]:
        asked = f"(filters:!((col:ticket_id,opr:eq,value:{ticket})),order_column:id)"
        return list(self.get(account, f"approvals/?q={asked}"))

    def decide(self, ticket: int, **given: Any) -> None:
        """Every department decides what it finds of this ticket."""
        asked = {"decision": "approved", "opinion": "同意"} | given
        for department in ("planning", "citymgmt", "traffic"):
            for one in self.approvals(department, ticket):
                if one["state"] == "requested":
                    self.do(department, "approvals", one["id"], "decide", **asked)

    def due(self, account: str, ticket: int) -> dict[str, Any]:
        """Node → when it is due, of the promised limits that run."""
        every = self.get(account, f"tickets/{ticket}/clocks")
        open_ = [one for one in every if one["basis"] == "promised" and one["state"] in OPEN]
        return {one["node"]: one["due_at"] for one in open_}


@pytest.fixture
def county(app: Flask, api: Callable[[str], Client]) -> County:
    return County(app, api)


def surveyed(county: County, tickets: dict[str, int]) -> None:
    """One appointment for all four; water finds no external works."""
    for one in ("power", "water", "gas", "mobile"):
        county.do(one, "tickets", tickets[one], "claim")
        county.do(one, "tickets", tickets[one], "contact")
    when = "2026-06-09T09:00:00+08:00"
    county.do("power", "tickets", tickets["power"], "schedule_survey", survey_at=when)
    for one in ("water", "gas", "mobile"):
        row = county.do(one, "tickets", tickets[one], "answer_survey", answer="yes")
        assert row["survey_at"] == "2026-06-09T01:00:00Z"
    county.now = at(9, 11)
    for one in ("power", "water", "gas", "mobile"):
        works = one != "water"
        county.do(one, "tickets", tickets[one], "record_survey", external_works=works)


def agreed(county: County, one: str, ticket: int) -> Any:
    """A scheme and the agreement with it."""
    county.do(one, "tickets", ticket, "propose_scheme", scheme="自市政管线引接")
    return county.do(one, "tickets", ticket, "confirm_scheme", **AGREED)


def test_four_utilities_one_survey_one_approval_one_dig_and_all_connected(county: County) -> None:
    county.now = at(8)
    mine = county.dispatched(SERVICES)
    surveyed(county, mine)
    county.now = at(9, 15)
    assert agreed(county, "water", mine["water"])["stage"] == "inspect", "no permits, no works"
    for one in ("power", "gas", "mobile"):
        assert agreed(county, one, mine[one])["stage"] == "permit"
    county.now = at(10)
    permits(county, mine)
    county.now = at(12)
    county.decide(mine["gas"])
    county.decide(mine["power"])
    county.decide(mine["mobile"])
    assert county.get("gas", f"tickets/{mine['gas']}")["stage"] == "construct"
    county.now = at(15)
    dug_together(county, mine)
    county.now = at(24, 9)
    for one in ("water", "power", "gas", "mobile"):
        connected(county, one, mine[one])
    assert county.get("window", f"applications/{mine['']}")["state"] == "completed"
    for account, path in [
        ("window", f"applications/{mine['']}"),
        *((one, f"tickets/{mine[one]}") for one in ("water", "power", "gas", "mobile")),
        *(("gas", f"approvals/{one['id']}") for one in county.approvals("gas", mine["gas"])),
    ]:
        every = county.get(account, f"{path}/clocks")
        assert every, "it had its limits"
        assert all(one["stopped_at"] for one in every), "every clock is accounted for"
        for one in every:
            whole = sum(part["gross_seconds"] for part in one["held"])
            assert whole == one["gross_seconds"], "the holders' times add up"


def permits(county: County, mine: dict[str, int]) -> None:
    """150 m go on a promise, 260 m or a tree to all departments; city management objects once."""
    asked = {"kinds": ["excavation", "occupation"], "works": "沿建设路敷设"}
    for one, more, lane in (
        ("power", {"length_m": "150"}, "promise"),
        ("mobile", {"length_m": "150", "trees_moved": 1}, "parallel"),
        ("gas", {"length_m": "260"}, "parallel"),
    ):
        road = {"road": "jianshe-lu", "green_m2": "0"}
        county.do(one, "tickets", mine[one], "request_approvals", **asked, **road, **more)
        for approval in county.approvals(one, mine[one]):
            assert approval["lane"] == approval["package"]["proposed_lane"] == lane
            assert approval["package"]["clause"]
    excavation = next(
        one for one in county.approvals("citymgmt", mine["gas"]) if one["kind"] == "excavation"
    )
    said = {"decision": "refused", "opinion": "占用非机动车道，请调整围挡方案"}
    county.do("citymgmt", "approvals", excavation["id"], "decide", **said)
    again = asked | {
        "kinds": ["excavation"],
        "works": "调整围挡，保留非机动车道",
        "length_m": "260",
    }
    county.do("gas", "tickets", mine["gas"], "request_approvals", **again)
    rounds = [one["round"] for one in county.approvals("citymgmt", mine["gas"])]
    assert sorted(rounds) == [1, 2], "the refused one is kept"


def dug_together(county: County, mine: dict[str, int]) -> None:
    """Gas of another application digs deeper on the same road: it leads, and 50 m are avoided."""
    other = county.dispatched({"gas": FORM["services"]["gas"]})
    county.do("gas", "tickets", other["gas"], "claim")
    county.do("gas", "tickets", other["gas"], "contact")
    county.do("gas", "tickets", other["gas"], "record_survey", external_works=True)
    window = {"from_m": 200, "to_m": 320, "depth_m": "1.8"}
    days = {"starts_on": "2026-06-22", "ends_on": "2026-06-26"}
    county.do("gas", "tickets", other["gas"], "plan_dig", **ROAD, **window, **days)
    stretch = {"from_m": 100, "to_m": 250, "depth_m": "1.2"}
    days = {"starts_on": "2026-06-16", "ends_on": "2026-06-18"}
    county.do("power", "tickets", mine["power"], "plan_dig", **ROAD, **stretch, **days)
    offered = county.get("power", f"tickets/{mine['power']}/actions")
    (dig,) = next(one for one in offered if one["verb"] == "propose_merge")["input"]["properties"][
        "digs"
    ]["items"]["enum"]
    before = county.due("power", mine["power"])
    county.do("power", "tickets", mine["power"], "propose_merge", digs=[dig])
    assert county.due("power", mine["power"]) == before, "nothing moves before all agree"
    offered = county.get("gas", f"tickets/{other['gas']}/actions")
    asked = next(one for one in offered if one["verb"] == "answer_merge")["input"]["properties"]
    (merge,) = asked["merge"]["enum"]
    county.do("gas", "tickets", other["gas"], "answer_merge", merge=merge, answer="yes")
    (row,) = county.get("power", "merges/")
    assert row["metres_avoided"] == 50
    power = county.get("power", f"tickets/{mine['power']}")
    assert (power["waits_until"], power["light"]) == ("2026-06-22", "paused")
    county.now = at(22, 9)
    county.sweep()
    # 16, 17, 18 and the 22nd itself don't count: four working days later than before
    assert before == {"ticket": "2026-08-06T09:00:00Z", "construct": "2026-07-13T09:00:00Z"}
    assert county.due("power", mine["power"]) == {
        "ticket": "2026-08-12T09:00:00Z",
        "construct": "2026-07-17T09:00:00Z",
    }


def connected(county: County, one: str, ticket: int) -> None:
    for verb in (
        *(() if one == "water" else ("start_construction", "finish_construction")),
        "inspect",
        "connect",
        "complete",
    ):
        county.do(one, "tickets", ticket, verb)
