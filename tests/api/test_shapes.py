"""What programs rely on (DESIGN §4): shapes, ids, instants, what is masked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import prison
import pytest

from tests.support.clients import Client
from tests.workflow.stories import FORM

Api = Callable[[str], Client]
TICKET = {"id", "number", "service", "organisation", "state", "stage", "due_at", "light"}


@pytest.fixture
def dispatched(api: Api) -> dict[str, Any]:
    window = api("window")
    made = window.post("/api/v1/applications/", json=FORM).json
    for verb in ("accept", "dispatch"):
        answer = window.post(f"/api/v1/applications/{made['id']}/actions/{verb}")
        assert answer.status_code == 200, answer.text
    return answer.json["result"]


def asked(client: Client, noun: str, **q: Any) -> Any:
    return client.get(f"/api/v1/{noun}/", query_string={"q": prison.dumps(q)})


def test_what_is_created_is_answered_with_its_address_and_tag(api: Api) -> None:
    made = api("window").post("/api/v1/applications/", json=FORM)
    assert made.status_code == 201
    assert made.headers["ETag"] == '"1"'
    assert made.headers["Location"].endswith(f"/api/v1/applications/{made.json['id']}")
    result = made.json["result"]
    assert result["number"].startswith("341522LB")
    assert (result["state"], result["channel"], result["first_receiver"]) == ("draft", "hall", None)
    assert all(set(one) >= TICKET for one in result["tickets"])
    assert result["services"] == {
        code: {name: value for name, value in answers.items() if value is not None}
        for code, answers in FORM["services"].items()
    }


def test_a_list_counts_and_pages_newest_first(api: Api) -> None:
    window = api("window")
    ids = [window.post("/api/v1/applications/", json=FORM).json["id"] for _ in range(3)]
    first = asked(window, "applications", page=0, page_size=2).json
    second = asked(window, "applications", page=1, page_size=2).json
    assert first["count"] == second["count"] == 3
    assert first["ids"] + second["ids"] == ids[::-1]
    assert [one["id"] for one in first["result"]] == first["ids"]


def test_tickets_are_found_by_organisation_and_applications_by_service(
    api: Api, dispatched: dict[str, Any]
) -> None:
    window, water = api("window"), api("water")
    only_water = {"services": {"water": FORM["services"]["water"]}}
    other = window.post("/api/v1/applications/", json=FORM | only_water).json["id"]

    def found(client: Client, noun: str, column: str, code: str) -> list[int]:
        asks = {"col": column, "opr": "eq", "value": code}
        return asked(client, noun, filters=[asks]).json["ids"]

    held = [one["id"] for one in dispatched["tickets"] if one["organisation"] == "gas"]
    assert found(window, "tickets", "organisation", "gas") == held
    assert found(window, "tickets", "organisation", "nobody") == []
    assert found(window, "applications", "service", "power") == [dispatched["id"]]
    assert found(window, "applications", "service", "water") == [other, dispatched["id"]]
    assert found(water, "applications", "service", "water") == [dispatched["id"]]
    assert found(water, "applications", "service", "power") == [], "not theirs to know"


def test_a_list_is_filtered_ordered_and_narrowed_to_columns(api: Api) -> None:
    window = api("window")
    for name in ("甲厂", "乙厂", "丙店"):
        window.post("/api/v1/applications/", json=FORM | {"enterprise": name})
    answer = asked(
        window,
        "applications",
        filters=[{"col": "enterprise", "opr": "ct", "value": "厂"}],
        order_column="number",
        order_direction="asc",
        columns=["number", "enterprise"],
    ).json
    assert [one["enterprise"] for one in answer["result"]] == ["甲厂", "乙厂"]
    assert set(answer["result"][0]) == {"number", "enterprise"}


def test_instants_are_utc(dispatched: dict[str, Any]) -> None:
    assert dispatched["dispatched_at"].endswith("Z")


def test_a_utility_sees_the_basics_and_its_own_block_only(
    api: Api, dispatched: dict[str, Any]
) -> None:
    water = api("water")
    seen = water.get(f"/api/v1/applications/{dispatched['id']}").json["result"]
    assert list(seen["services"]) == ["water"]
    assert [one["organisation"] for one in seen["tickets"]] == ["water"]
    assert seen["phone"] == FORM["phone"]
    tickets = water.get("/api/v1/tickets/").json
    assert tickets["count"] == 1
    assert tickets["result"][0]["application_number"] == dispatched["number"]
    assert tickets["result"][0]["attrs"]["meter_dn"] == "100"
    for ticket in dispatched["tickets"]:
        found = water.get(f"/api/v1/tickets/{ticket['id']}").status_code
        assert found == (200 if ticket["organisation"] == "water" else 404)
        offered = water.get(f"/api/v1/tickets/{ticket['id']}/actions").status_code
        assert offered == found


def test_a_carrier_sees_itself_as_the_only_carrier(api: Api, dispatched: dict[str, Any]) -> None:
    seen = api("unicom").get(f"/api/v1/applications/{dispatched['id']}").json["result"]
    assert seen["services"]["telecom"]["carriers"] == ["unicom"]


def test_personal_values_are_masked_for_those_who_do_not_need_them(
    api: Api, dispatched: dict[str, Any]
) -> None:
    seen = api("leader").get(f"/api/v1/applications/{dispatched['id']}").json["result"]
    assert seen["enterprise"] == FORM["enterprise"]
    assert seen["contact"] == "王**"
    assert seen["phone"] == "139****1234"
    assert seen["address"] == FORM["address"][:6] + "***"


def test_services_tell_their_fields_and_schema(api: Api) -> None:
    answer = api("window").get("/api/v1/services/", headers={"Accept-Language": "en"}).json
    water = next(one for one in answer["result"] if one["code"] == "water")
    assert water["schema"]["properties"]["meter_dn"]["type"] == "string"
    assert [one["id"] for one in water["fields"]] == list(water["schema"]["properties"])
    assert water["stages"][-1] == "complete"


@pytest.mark.parametrize(
    "noun",
    ["organisations", "outlets", "specialists", "services", "roads", "fees", "approvalkinds"],
)
def test_the_directory_can_be_looked_up(api: Api, noun: str) -> None:
    window = api("window")
    rows = window.get(f"/api/v1/{noun}/").json
    assert rows["count"]
    one = window.get(f"/api/v1/{noun}/{rows['ids'][0]}")
    assert one.json == {"id": rows["ids"][0], "result": rows["result"][0]}
    info = window.get(f"/api/v1/{noun}/_info").json
    assert set(info["columns"]) == set(rows["result"][0])


def test_roles_without_reading_are_refused(api: Api) -> None:
    assert api("auditor").get("/api/v1/tickets/").status_code == 403
    assert api("leader").post("/api/v1/applications/", json=FORM).status_code == 403
