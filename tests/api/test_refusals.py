"""Bad input is refused with a 4xx that names the field; nothing is written, nothing leaks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.clients import Client
from tests.workflow.stories import FORM

pytestmark = pytest.mark.engines

Api = Callable[[str], Client]
APPLICATIONS = "/api/v1/applications/"
PROBLEM = "application/problem+json"
JSON = "application/json"


@pytest.fixture
def window(api: Api) -> Client:
    return api("window")


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.content_type) == (status, PROBLEM), answer.text
    assert answer.json["status"] == status
    assert {"type", "title", "detail"} <= set(answer.json)
    assert not any(word in answer.text for word in ("Traceback", "SELECT", "sqlalchemy"))
    return answer.json.get("errors", {})


def services(**changes: Any) -> dict[str, Any]:
    return {"services": FORM["services"] | changes}


BAD_FORMS: list[tuple[dict[str, Any], str]] = [
    ({"enterprise": None}, "enterprise"),
    ({"enterprise": "  "}, "enterprise"),
    ({"enterprise": "长" * 121}, "enterprise"),
    ({"enterprise": 7}, "enterprise"),
    ({"enterprise": ["甲"]}, "enterprise"),
    ({"enterprise": "甲\u202e乙"}, "enterprise"),
    ({"enterprise": "甲\0"}, "enterprise"),
    ({"phone": "13905641234\0"}, "phone"),
    ({"a\0": "b\0"}, "a\0"),
    (services(gas={"gas_flow": "1\0"}), "services.gas.gas_flow"),
    ({"channel": "pigeon"}, "channel"),
    ({"property": {"owned": True}}, "property"),
    ({"phone": "12345"}, "phone"),
    ({"phone": "☎️☎️"}, "phone"),
    ({"township": "341522999"}, "township"),
    ({"uscc": "91341522MA8N4QTX60"}, "uscc"),
    ({"email": "nobody"}, "email"),
    ({"colour": "red"}, "colour"),
    ({"services": {}}, "services"),
    ({"services": None}, "services"),
    ({"services": [1]}, "services"),
    ({"services": {"rockets": {}}}, "services.rockets"),
    (services(water={"meter_dn": "-1"}), "services.water.meter_dn"),
    (services(water={"meter_dn": 10**400}), "services.water.meter_dn"),
    (services(water={"dual_supply": "perhaps"}), "services.water.dual_supply"),
    (services(water={"colour": "red"}), "services.water.colour"),
    (services(water="yes"), "services.water"),
    (services(power={"main_capacity": "630"}), "services.power.main_capacity"),
    (services(telecom={"carriers": []}), "services.telecom.carriers"),
    (services(telecom={"carriers": ["pigeon"]}), "services.telecom.carriers"),
    (services(gas={"wanted_on": "2026-02-30"}), "services.gas.wanted_on"),
]


def test_a_bad_form_is_refused_by_field(window: Client, subtests: pytest.Subtests) -> None:
    for changes, field in BAD_FORMS:
        with subtests.test(field, changes=changes):
            errors = problem(window.post(APPLICATIONS, json=FORM | changes), 422)
            assert list(errors) == [field]
    assert window.get(APPLICATIONS).json["count"] == 0


def test_every_problem_is_told_at_once(window: Client) -> None:
    errors = problem(window.post(APPLICATIONS, json={"services": {"water": {"x": 1}}}), 422)
    assert set(errors) >= {"channel", "enterprise", "phone", "services.water.x"}


def test_emoji_and_full_width_digits_are_people_too(window: Client) -> None:
    form = FORM | {"enterprise": "🏭甲厂👨‍👩‍👧", "phone": "１３９０５６４１２３４"}
    result = window.post(APPLICATIONS, json=form).json["result"]
    assert (result["enterprise"], result["phone"]) == ("🏭甲厂👨‍👩‍👧", "13905641234")


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b'{"enterprise": NaN}',
    b'{"enterprise": 1e999}',
    b'{"enterprise": "a", "enterprise": "b"}',
    b'{"enterprise": "\\ud800"}',
    b"\xff\xfe",
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"enterprise": ' + b"9" * 5000 + b"}",
]


def test_what_is_no_json_object_is_malformed(window: Client, subtests: pytest.Subtests) -> None:
    for body in BROKEN:
        with subtests.test(body=body[:30]):
            problem(window.post(APPLICATIONS, data=body, content_type=JSON), 400)
    assert window.get(APPLICATIONS).json["count"] == 0


def test_other_formats_and_large_bodies(window: Client) -> None:
    problem(window.post(APPLICATIONS, data=json.dumps(FORM), content_type="text/plain"), 415)
    problem(window.post(APPLICATIONS, data=FORM["phone"], content_type="text/xml"), 415)
    problem(window.post(APPLICATIONS, data=b"x" * 10 * 2**20, content_type=JSON), 413)


BAD_LISTS: list[tuple[Any, str]] = [
    ({"page_size": 100_000}, "page_size"),
    ({"page_size": 0}, "page_size"),
    ({"page_size": "many"}, "page_size"),
    ({"page": -1}, "page"),
    ({"page": 10**30}, "page"),
    ({"order_column": "outlet.name"}, "order_column"),
    ({"order_column": "phone"}, "order_column"),
    ({"order_column": "id; DROP TABLE ticket"}, "order_column"),
    ({"columns": ["password"]}, "columns"),
    ({"colour": 1}, "colour"),
    ({"filters": [{"col": "phone", "opr": "eq", "value": "1"}]}, "filters.phone"),
    ({"filters": [{"col": "state", "opr": "eq", "value": "sad"}]}, "filters.state"),
    ({"filters": [{"col": "state", "opr": "ct", "value": "a"}]}, "filters.state"),
    ({"filters": [{"col": "outlet_id", "opr": "eq", "value": 10**30}]}, "filters.outlet_id"),
    ({"filters": [{"col": "ended_at", "opr": "gt", "value": "soon"}]}, "filters.ended_at"),
    ({"filters": [{"col": "number", "opr": "in", "value": "x"}]}, "filters.number"),
    ({"filters": [{"col": "number"}]}, "filters.0.value"),
    ("a\0", "q"),
    ({"filters": [{"col": "number", "opr": "eq", "value": "a\0"}]}, "filters.number"),
]


def test_a_list_that_can_not_be_given(window: Client, subtests: pytest.Subtests) -> None:
    for q, field in BAD_LISTS:
        with subtests.test(field, q=q):
            answer = window.get(APPLICATIONS, query_string={"q": json.dumps(q)})
            assert field in problem(answer, 400)


def test_what_is_neither_rison_nor_json(window: Client, subtests: pytest.Subtests) -> None:
    for q in ("(", "!!", "(a:(", "'", "x" * 9000, "(page:1" + "(" * 3000):
        with subtests.test(q=q[:20]):
            assert "q" in problem(window.get(APPLICATIONS, query_string={"q": q}), 400)


def test_ids_that_are_none(window: Client, subtests: pytest.Subtests) -> None:
    for pk in ("0", "-1", "x", "99999999999999999999", "1.5", "9" * 5000, "%00"):
        with subtests.test(pk=pk[:20]):
            problem(window.get(f"{APPLICATIONS}{pk}"), 404)
            problem(window.get(f"{APPLICATIONS}{pk}/actions"), 404)
            problem(window.post(f"{APPLICATIONS}{pk}/actions/accept"), 404)


BAD_SETS: list[tuple[dict[str, Any], str]] = [
    ({}, "ids"),
    ({"ids": []}, "ids"),
    ({"ids": [1] * 201}, "ids"),
    ({"ids": ["1"]}, "ids.0"),
    ({"ids": [10**20]}, "ids.0"),
    ({"ids": [True]}, "ids.0"),
    ({"ids": [1], "input": []}, "input"),
    ({"ids": [1], "colour": 1}, "colour"),
]


def test_many_that_are_none(window: Client, subtests: pytest.Subtests) -> None:
    for body, field in BAD_SETS:
        with subtests.test(field, body=body):
            answer = window.post(f"{APPLICATIONS}actions/accept", json=body)
            assert list(problem(answer, 422)) == [field]


def test_actions_that_are_none_and_inputs_that_do_not_fit(window: Client) -> None:
    address = f"{APPLICATIONS}{window.post(APPLICATIONS, json=FORM).json['id']}"
    problem(window.post(f"{address}/actions/explode"), 404)
    problem(window.post(f"{APPLICATIONS}actions/explode", json={"ids": [1]}), 404)
    problem(window.get(f"{address}/actions/accept"), 405)
    colour = window.post(f"{address}/actions/accept", json={"colour": "red"})
    assert list(problem(colour, 422)) == ["colour"]
    missing = window.post(f"{address}/actions/decline", json={})
    assert list(problem(missing, 422)) == ["reason", "legal_basis"]
    future = window.post(f"{address}/actions/accept", json={"occurred_at": "2099-01-01T00:00:00Z"})
    assert list(problem(future, 422)) == ["occurred_at"]
    key = window.post(f"{address}/actions/accept", headers={"Idempotency-Key": "a b"})
    assert list(problem(key, 400)) == ["Idempotency-Key"]
    assert window.get(address).json["result"]["version"] == 1


def test_strangers_learn_nothing(client: Client) -> None:
    for address in (APPLICATIONS, f"{APPLICATIONS}1", f"{APPLICATIONS}_info", "/api/v1/_openapi"):
        answer = client.get(address)
        problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    for token in ("nonsense", "a.b.c", "\xff"):
        problem(client.get(APPLICATIONS, headers={"Authorization": f"Bearer {token}"}), 401)
    problem(client.get("/api/v1/nothing"), 404)
    problem(client.delete(APPLICATIONS), 405)
