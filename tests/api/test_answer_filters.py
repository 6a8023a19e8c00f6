"""Lists of tickets are filtered by what was answered, compared as what it is (DESIGN §2)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import prison
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.support.clients import Client
from tests.workflow.bundles import COUNTY, edit
from tests.workflow.stories import dispatched, ticket_of

pytestmark = pytest.mark.engines
Publish = Callable[..., None]
FIELDS = (
    {"id": "owner_code", "type": "text"},
    {"id": "storeys", "type": "integer", "min": -9},
    {"id": "urgent", "type": "boolean"},
    {"id": "visit_at", "type": "datetime"},
    {"id": "inner_class", "type": "text", "roles": ["utility"]},
)
WATER = (
    {"meter_dn": "80", "owner_code": "A-1", "storeys": -2, "urgent": True, "inner_class": "x"},
    {"meter_dn": "100", "owner_code": "A-2", "storeys": 9, "urgent": False},
    {"meter_dn": "1000", "owner_code": "B_1", "visit_at": "2026-06-01T09:00:00+08:00"},
    {"storeys": 10, "visit_at": "2026-06-01T10:00:00+08:00"},
)


@pytest.fixture
def publish(app: Flask, session: Session, tmp_path: Path) -> Publish:
    """Change the water service's document and publish the county."""
    county = Path(shutil.copytree(COUNTY, tmp_path / "county"))
    return partial(published, app, county)


def published(app: Flask, county: Path, change: Callable[[Any], Any]) -> None:
    edit(county / "services" / "water.yaml", change)
    result = app.test_cli_runner().invoke(args=["bundle", "apply", str(county)])
    assert result.exit_code == 0, result.output


def marked(spec: dict[str, Any]) -> dict[str, Any]:
    return spec | {"label": {"zh": spec["id"], "en": spec["id"]}, "filterable": True}


@pytest.fixture
def water(scene: Callable[..., Any], app: Flask) -> list[int]:
    """Tickets of the water service with all kinds of answers."""
    found: list[int] = scene("answers", answered)
    return found


def answered(app: Flask) -> list[int]:
    with tempfile.TemporaryDirectory() as directory, app.app_context():
        county = Path(shutil.copytree(COUNTY, Path(directory) / "county"))
        published(app, county, lambda document: document["fields"].extend(map(marked, FIELDS)))
        cases = [dispatched(services={"water": answers}) for answers in WATER]
        return [ticket_of(one, "water").id for one in cases]


def asked(client: Client, column: str, operator: str, value: Any) -> Any:
    q = prison.dumps({"filters": [{"col": column, "opr": operator, "value": value}]})
    return client.get("/api/v1/tickets/", query_string={"q": q})


@pytest.mark.parametrize(
    ("column", "operator", "value", "found"),
    [
        ("meter_dn", "eq", "100", [1]),
        ("meter_dn", "eq", 100, [1]),
        ("meter_dn", "eq", "100.0", [1]),
        ("meter_dn", "ge", "90", [1, 2]),
        ("meter_dn", "gt", "100", [2]),
        ("meter_dn", "lt", 99.5, [0]),
        ("meter_dn", "neq", "80", [1, 2]),
        ("storeys", "lt", 10, [0, 1]),
        ("storeys", "le", "-2", [0]),
        ("owner_code", "eq", "A-1", [0]),
        ("owner_code", "sw", "A-", [0, 1]),
        ("owner_code", "sw", "B_", [2]),
        ("owner_code", "in", ["A-2", "B_1", "C"], [1, 2]),
        ("urgent", "eq", True, [0]),
        ("urgent", "eq", False, [1]),
        ("visit_at", "ge", "2026-06-01T10:00:00+08:00", [3]),
        ("visit_at", "lt", "2026-06-01T02:00:00Z", [2]),
        ("visit_at", "gt", "2026-06-01", [2, 3]),
    ],
)
def test_answers_compare_as_what_they_are(
    water: list[int],
    api: Callable[..., Client],
    column: str,
    operator: str,
    value: Any,
    found: list[int],
) -> None:
    answer = asked(api("coordinator"), f"attrs.{column}", operator, value)
    assert answer.status_code == 200, answer.text
    assert sorted(answer.json["ids"]) == [water[one] for one in found]
    assert answer.json["count"] == len(found)


def test_tickets_are_found_by_code_day_and_amount_in_every_service(
    session: Session, api: Callable[..., Client]
) -> None:
    whole = dispatched()
    only = dispatched(services={"power": {"business_type": "expand"}, "gas": {}})
    power, gas = (ticket_of(whole, one).id for one in ("power", "gas"))
    coordinator = api("coordinator")

    def found(column: str, operator: str, value: Any) -> set[int]:
        return set(asked(coordinator, f"attrs.{column}", operator, value).json["ids"])

    others = {ticket_of(whole, one).id for one in ("water", "mobile", "telecom", "unicom")}
    assert found("business_type", "eq", "new") == {power} | others
    assert found("business_type", "in", ["expand", "repair"]) == {ticket_of(only, "power").id}
    assert found("business_type", "neq", "new") == {ticket_of(only, "power").id}
    assert found("gas_use", "eq", "production") == {gas}
    assert found("wanted_on", "le", "2026-12-31") == {gas}
    assert found("wanted_on", "gt", "2026-12-31") == set()
    assert found("main_capacity.value", "ge", "500") == {power}
    assert found("main_capacity.unit", "eq", "kW") == set()


@pytest.mark.parametrize(
    ("column", "operator", "value"),
    [
        ("attrs.pressure", "eq", "5"),
        ("attrs.main_capacity", "eq", "630"),
        ("attrs.meter_dn' = '1", "eq", "5"),
        ("attrs", "eq", "5"),
        ("attrs.meter_dn", "ct", "5"),
        ("attrs.meter_dn", "in", ["5"]),
        ("attrs.meter_dn", "eq", "many"),
        ("attrs.meter_dn", "eq", True),
        ("attrs.meter_dn", "eq", "9" * 16),
        ("attrs.business_type", "eq", "nonsense"),
        ("attrs.business_type", "in", "new"),
        ("attrs.wanted_on", "eq", "2026-13-01"),
    ],
)
@pytest.mark.any_engine
def test_what_nobody_marked_or_could_answer_is_refused(
    session: Session, api: Callable[..., Client], column: str, operator: str, value: Any
) -> None:
    answer = asked(api("window"), column, operator, value)
    assert answer.status_code == 400, answer.text
    assert next(iter(answer.json["errors"])).startswith("filters.attrs")


def test_answers_for_some_roles_are_found_by_these_only(
    water: list[int], api: Callable[..., Client]
) -> None:
    assert asked(api("water"), "attrs.inner_class", "eq", "x").json["ids"] == [water[0]]
    assert asked(api("coordinator"), "attrs.inner_class", "eq", "x").status_code == 400
    assert "attrs.inner_class" not in api("coordinator").get("/api/v1/tickets/_info").text


def test_filter_finds_nothing_beyond_the_actors_scope(
    water: list[int], api: Callable[..., Client]
) -> None:
    assert asked(api("water"), "attrs.meter_dn", "gt", "0").json["count"] == 3
    assert asked(api("power"), "attrs.meter_dn", "gt", "0").json["count"] == 0


def test_answers_of_another_kind_under_the_same_name_are_left_alone(
    publish: Publish, session: Session, api: Callable[..., Client]
) -> None:
    text = marked({"id": "pipe", "type": "text"})
    publish(lambda document: document["fields"].append(text))
    for said in ("abc", "12", "2026-01-01", "x" * 200):
        dispatched(services={"water": {"pipe": said}})
    number = marked({"id": "pipe", "type": "decimal"})
    publish(lambda document: document["fields"].__setitem__(-1, number))
    new = ticket_of(dispatched(services={"water": {"pipe": "12"}}), "water").id
    window = api("coordinator")
    assert asked(window, "attrs.pipe", "lt", "3000").json["ids"] == [new]
    assert asked(window, "attrs.pipe", "eq", "abc").status_code == 400


def test_openapi_tells_what_may_be_asked(water: list[int], api: Callable[..., Client]) -> None:
    document = api("window").get("/api/v1/_openapi").json
    parameters = document["paths"]["/api/v1/tickets/"]["get"]["parameters"]
    q = next(one for one in parameters if one["name"] == "q")
    told = q["content"]["application/json"]["schema"]["properties"]["filters"]["items"]["anyOf"]
    by_column = {one["properties"]["col"]["const"]: one["properties"] for one in told}
    assert by_column["attrs.gas_use"]["value"]["items"]["enum"] == ["living", "production"]
    assert by_column["attrs.meter_dn"]["value"]["type"] == "string"
    assert "ge" in by_column["attrs.meter_dn"]["opr"]["enum"]
    assert by_column["attrs.urgent"]["value"] == {"type": "boolean"}
    assert "attrs.pressure" not in by_column
