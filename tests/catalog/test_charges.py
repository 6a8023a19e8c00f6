"""Charges are lines of the catalogue with amounts: what fits the schema is taken, and no more."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.catalog.kinds import KINDS, FieldProblem
from app.catalog.kinds.charges import Charges, amounts
from app.catalog.rules.fees import FeeEntry
from app.foundation.messages import say
from tests.catalog.test_kinds import JSON, fitting

FEES = (
    FeeEntry("meter", {"zh": "水表费", "en": "Water meter"}, "water", "", "120.00", "A"),
    FeeEntry("pipes-in", {"zh": "管道费（红线内）", "en": "Pipes (a+b)"}, "water", "", None, "B"),
)
FIELD = Charges(
    id="x",
    label="X",
    fees=FEES,
    guard=lambda name: say("never") if "开户" in name else None,
)


@given(data=st.data())
def test_what_fits_the_schema_is_accepted_and_cleaning_twice_changes_nothing(
    data: st.DataObject,
) -> None:
    value = FIELD.demand(data.draw(fitting(FIELD.schema())))
    assert FIELD.clean(value) == value
    Draft202012Validator(FIELD.schema()).validate(value or [])
    assert {one.partition(" ")[0] for one in value or ()} <= {"meter", "pipes-in"}


@given(raw=JSON)
def test_any_json_is_read_or_refused_with_a_sentence(raw: Any) -> None:
    try:
        value = FIELD.clean(raw)
    except FieldProblem as problem:
        value = [str(problem.message)]
    assert value is None or all(value)


TYPED = (
    "水表费 120.50",
    "meter 120.5",
    "Water meter 120.5",
    " 水表费　１２０．５ ",
    "METER 0120.5",
)


@pytest.mark.parametrize(
    "typed",
    ["水表费 120.50", "meter 120.5", "Water meter 120.5", " 水表费　１２０．５ ", "METER 0120.5"],
)
def test_name_and_amount_are_read_however_they_are_typed(typed: str) -> None:
    assert FIELD.clean([typed]) == ["meter 120.5"]


@pytest.mark.parametrize("typed", ["meter", "meter -5", "meter 1,200", "meter 0.001", "5"])
def test_without_a_plain_amount_nothing_is_charged(typed: str) -> None:
    with pytest.raises(FieldProblem):
        FIELD.clean([typed])


def test_every_name_that_can_not_be_charged_is_told_at_once() -> None:
    with pytest.raises(FieldProblem) as told:
        FIELD.clean(["开户费 1", "meter 5", "茶水费 2"])
    assert str(told.value.message) == "never “茶水费” is not offered here."


def test_fee_that_is_charged_twice_is_added_up() -> None:
    charges = FIELD.clean(["meter 0.1", "pipes-in 7", "水表费 0.2"])
    assert amounts(charges) == {"meter": Decimal("0.3"), "pipes-in": Decimal(7)}


def test_rows_of_a_form_are_read_back_as_they_were_typed() -> None:
    class Asked(Form):  # type: ignore[misc]  # WTForms is untyped
        x = FIELD.wtform()

    sent = MultiDict([("x-fee", "水表费"), ("x-fee", ""), ("x-fee", "开户费"),
                      ("x-amount", "120"), ("x-amount", ""), ("x-amount", "9")])  # fmt: skip
    form = Asked(sent)
    assert form.x.data == ["水表费 120", "开户费 9"]
    assert not form.validate()
    html = str(form.x())
    assert [one in html for one in ('value="开户费"', 'value="9"', "<datalist")] == [True] * 3
    assert form.x.errors == ["never"]
    assert [one for one in re.findall("<input[^>]*>", str(form.x())) if "aria-invalid" in one] == [
        one for one in re.findall("<input[^>]*>", str(form.x())) if 'value="开户费"' in one
    ]


def test_form_shows_names_escaped_and_proposes_the_price() -> None:
    fee = FeeEntry("a", {"zh": '<b>"', "en": "A"}, "s", "", "5", "B")

    class Asked(Form):  # type: ignore[misc]  # WTForms is untyped
        x = Charges(id="x", label="X", fees=(fee,)).wtform()

    html = str(Asked().x())
    assert "<b>" not in html
    assert 'data-price="5"' in html


def test_service_without_fees_takes_none() -> None:
    field = Charges(id="x", label="X")
    assert field.schema()["maxItems"] == 0
    assert field.clean([]) is None
    assert field.schema()["examples"] == [[]]


def test_no_document_of_a_service_asks_for_charges() -> None:
    assert Charges.kind not in KINDS
