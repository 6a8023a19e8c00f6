"""`sla deadline`: a line of JSON in, a line of JSON out, whatever comes (DESIGN §4)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.extensions import db
from app.workflow.bundle.calendars import publish_calendar
from app.workflow.deadlines import answer
from tests.sla.calendars import COUNTY, county, document, year

KNOWN = {"county": COUNTY, "holidays_only": county(weekdays=[6, 7])}
START = "2026-03-02T16:30Z"
GOOD: dict[str, Any] = {"start": START, "unit": "workday", "amount": 1}
PAUSE = ["2026-03-03T01:00Z", "2026-03-03T02:00Z"]


def answered(line: Any, raw: bytes | None = None) -> dict[str, Any]:
    said = answer(json.dumps(line).encode() if raw is None else raw, KNOWN)
    assert said.endswith(b"\n")
    assert said.count(b"\n") == 1
    return json.loads(said)


@pytest.mark.usefixtures("in_chinese")
def test_an_answer_has_the_due_instant_and_its_explanation_in_chinese() -> None:
    assert answered(GOOD) == {
        "due_at": "2026-03-04T09:00:00Z",
        "explanation": [
            "时限：1 个工作日",
            "起算：2026-03-03（周二）00:30",
            "2026-03-03（周二）：起算当日，不计",
            "2026-03-04（周三）：第 1 个工作日",
            "到期：2026-03-04（周三）17:00",
        ],
        "projected": False,
    }


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        ({"unit": "hour", "amount": 1.5}, "2026-03-03T02:30:00Z"),
        ({"unit": "hour", "amount": 1.5, "pauses": [PAUSE]}, "2026-03-03T03:30:00Z"),
        ({"unit": "hour", "amount": 0.0001}, "2026-03-03T01:00:00.360000Z"),
        ({"unit": "hour", "amount": 0.1 + 0.2}, "2026-03-03T01:18:00Z"),
        ({"unit": "hour", "amount": 1 / 3}, "2026-03-03T01:20:00Z"),
        ({"unit": "hour", "amount": 1e-9}, "2026-03-03T01:00:00.000004Z"),
        ({"amount": 1.0, "after_hours": "next_workday"}, "2026-03-04T09:00:00Z"),
        ({"unit": "day", "amount": 4, "calendar": "county"}, "2026-03-09T09:00:00Z"),
        ({"calendar": "holidays_only"}, "2026-03-07T09:00:00Z"),
    ],
)
def test_what_is_optional_is_heard(changed: dict[str, Any], due: str) -> None:
    assert answered(GOOD | changed)["due_at"] == due


def test_a_year_reckoned_ahead_is_marked() -> None:
    assert answered(GOOD | {"start": "2026-12-31T09:30Z"})["projected"]


@pytest.mark.parametrize(
    "changed",
    [
        {"unit": "week"},
        {"unit": None},
        {"unit": ["day"]},
        {"amount": 0},
        {"amount": -1},
        {"amount": "1"},
        {"amount": True},
        {"amount": None},
        {"amount": 1.5},
        {"amount": float("nan")},
        {"amount": float("inf")},
        {"amount": 10**9},
        {"unit": "hour", "amount": 10**9},
        {"unit": "month", "amount": 10**9},
        {"start": "2026-03-02T16:30"},
        {"start": "2026-03-02"},
        {"start": "yesterday"},
        {"start": 1772469000},
        {"start": None},
        {"start": "2022-12-31T01:00Z"},
        {"start": "2028-01-03T01:00Z"},
        {"start": "2027-12-31T09:30Z"},
        {"start": "0001-01-01T00:00+14:00"},
        {"start": "9999-12-31T23:59:59-14:00"},
        {"pauses": [[PAUSE[1], PAUSE[0]]]},
        {"pauses": [[PAUSE[0], PAUSE[0]]]},
        {"pauses": [PAUSE[:1]]},
        {"pauses": [[*PAUSE, "x"]]},
        {"pauses": ["2026"]},
        {"pauses": [["2026-03-03T01:00", "2026-03-03T02:00"]]},
        {"pauses": [[None, None]]},
        {"pauses": "x"},
        {"pauses": {}},
        {"pauses": None},
        {"after_hours": "never"},
        {"after_hours": None},
        {"calendar": "mars"},
        {"calendar": None},
        {"colour": "red"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_answered_with_an_error(changed: dict[str, Any]) -> None:
    assert list(answered(GOOD | changed)) == ["error"]


@pytest.mark.parametrize("key", GOOD)
def test_what_is_needed_is_asked_for(key: str) -> None:
    found = answered({name: value for name, value in GOOD.items() if name != key})
    assert key in found["error"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b"1" * 10_000,
        b'{"amount": 1e99999999999999999999}',
        b'{"start": "2026-03-02T16:30Z", "unit": "\\ud800", "amount": 1}',
    ],
)
def test_what_is_no_json_is_answered_with_an_error(raw: bytes) -> None:
    assert list(answered(None, raw)) == ["error"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
VALUES = {
    "start": JSON | st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    "unit": JSON | st.sampled_from(["hour", "workday", "day", "month"]),
    "amount": JSON | st.floats(0, 50) | st.integers(1, 50),
}
OPTIONAL = {
    "pauses": JSON
    | st.lists(st.lists(st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat))),
    "after_hours": JSON | st.sampled_from(["same_day", "next_workday"]),
}


@given(st.fixed_dictionaries(VALUES, optional=OPTIONAL))
def test_any_object_is_answered(line: dict[str, Any]) -> None:
    assert set(answered(line)) in ({"error"}, {"due_at", "explanation", "projected"})


def asked(app: Flask, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    done = app.test_cli_runner().invoke(args=["sla", "deadline"], input=text)
    assert done.exit_code == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_lines_are_answered_in_order_by_the_databases_calendar(app: Flask) -> None:
    later = [
        (datetime(2026, 1, 5, 1, tzinfo=UTC) + timedelta(days=n)).isoformat() for n in range(9)
    ]
    lines = [{"start": start, "unit": "hour", "amount": 1} for start in later]
    assert [found["due_at"][:10] for found in asked(app, *lines, {})[:-1]] == [
        *("2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09"),
        *("2026-01-12", "2026-01-12", "2026-01-12", "2026-01-13"),
    ]
    with app.app_context():
        publish_calendar(db.session(), document(year(2026), weekdays=[1]), "test", None)
        db.session.commit()
    assert asked(app, lines[1])[0]["due_at"][:10] == "2026-01-12"
    assert asked(app, GOOD | {"start": "2027-01-04T01:00Z"})[0].keys() == {"error"}


def test_without_a_database_the_sample_bundles_calendar_answers(bare: Flask) -> None:
    years = [f"{number}-03-02T01:00Z" for number in range(2022, 2029)]
    found = asked(bare, *({"start": start, "unit": "hour", "amount": 1} for start in years))
    assert [one.get("projected") for one in found] == [None, *[False] * 4, True, None]
