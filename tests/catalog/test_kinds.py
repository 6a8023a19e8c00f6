"""What a field definition promises: the schema tells the truth, and values have one spelling."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.catalog.kinds import KINDS, FieldProblem, clean_form, make_field
from app.foundation.errors import Invalid
from tests.catalog.test_files import SPECS as OF_FILES

UNITS = [{"code": "kVA", "label": "kVA"}, {"code": "kW", "label": "kW"}]
MANY = [{"code": code, "label": code.upper()} for code in "abcdefgh"]
SPECS: dict[str, dict[str, Any]] = {
    "text": {"type": "text", "max_length": 20},
    "required text": {"type": "text", "required": True, "max_length": 5},
    "patterned text": {"type": "text", "pattern": "[A-Z]{2}[0-9]+", "examples": ["AB1"]},
    "long_text": {"type": "long_text", "max_length": 40},
    "integer": {"type": "integer", "min": -3, "max": 12},
    "decimal": {"type": "decimal", "scale": 2, "max": 100000},
    "positive decimal": {"type": "decimal", "scale": 3, "max": 250, "positive": True},
    "whole decimal": {"type": "decimal", "scale": 0, "max": 7},
    "quantity": {"type": "quantity", "units": UNITS, "positive": True},
    "date": {"type": "date"},
    "datetime": {"type": "datetime"},
    "boolean": {"type": "boolean"},
    "choice": {"type": "choice", "choices": MANY},
    "multi_choice": {"type": "multi_choice", "choices": MANY, "required": True},
    "phone": {"type": "phone"},
    "address": {"type": "address", "required": True},
} | OF_FILES
FIELDS = {name: make_field({"id": "x", "label": "X"} | spec) for name, spec in SPECS.items()}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def fitting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that fit the schema, made from nothing but the schema."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "object":
        return st.fixed_dictionaries(
            {name: fitting(schema["properties"][name]) for name in schema["required"]}
        )
    if schema["type"] == "array":
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        return st.lists(fitting(schema["items"]), min_size=least, max_size=most, unique=True)
    if schema["type"] == "integer":
        whole = st.integers(schema["minimum"], schema["maximum"])
        return whole | whole.map(float)
    if schema["type"] == "boolean":
        return st.booleans()
    return st.from_regex(schema["pattern"]).filter(Draft202012Validator(schema).is_valid)


def test_every_kind_is_tried_here() -> None:
    assert {field.kind for field in FIELDS.values()} == set(KINDS)


@pytest.mark.parametrize("name", FIELDS)
@given(data=st.data())
def test_what_fits_the_schema_is_accepted_and_cleaning_twice_changes_nothing(
    name: str, data: st.DataObject
) -> None:
    field = FIELDS[name]
    value = field.demand(data.draw(fitting(field.schema())))
    assert field.clean(value) == value
    assert field.clean(field.typed(value) if field.kind == "boolean" else value) == value
    json.dumps([value, field.show(value), str(field.export(value))], allow_nan=False)


@pytest.mark.parametrize("name", FIELDS)
@given(raw=JSON)
def test_any_json_is_read_or_refused_with_a_sentence(name: str, raw: Any) -> None:
    try:
        value = FIELDS[name].clean(raw)
    except FieldProblem as problem:
        value, said = None, str(problem.message)
    else:
        said = "read"
    assert said
    assert FIELDS[name].clean(value) == value
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize("name", FIELDS)
def test_the_offered_examples_are_accepted(name: str) -> None:
    field, schema = FIELDS[name], FIELDS[name].schema()
    for example in schema.get("examples", []):
        Draft202012Validator(schema).validate(example)
        field.demand(example)
    if "pattern" in schema:
        assert schema["examples"]


@given(st.decimals(0, 100000, places=2))
def test_a_decimal_that_is_accepted_fits_the_schema(number: Decimal) -> None:
    field = FIELDS["decimal"]
    Draft202012Validator(field.schema()).validate(field.clean(f"{number:f}"))


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_of_the_century_fits_the_schema(day: date) -> None:
    assert FIELDS["date"].clean(day.isoformat()) == day.isoformat()
    Draft202012Validator(FIELDS["date"].schema()).validate(day.isoformat())


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("text", "  e\u0301lan 🔥👩‍🔧 ", "\u00e9lan 🔥👩‍🔧"),
        ("text", "   ", None),
        ("long_text", "a\r\nb\rc", "a\nb\nc"),
        ("decimal", "６３０．５０", "630.5"),
        ("decimal", "00630.00", "630"),
        ("integer", "１２", 12),
        ("quantity", {"value": "0630", "unit": "kVA"}, {"value": "630", "unit": "kVA"}),
        ("quantity", {"value": "", "unit": "kVA"}, None),
        ("date", "２０２６-12-31", "2026-12-31"),
        ("datetime", "2026-01-05T09:00", "2026-01-05T01:00:00Z"),
        ("datetime", "2026-01-05T09:00:00+08:00", "2026-01-05T01:00:00Z"),
        ("boolean", "ON", True),
        ("boolean", "0", False),
        ("multi_choice", ["b", "a", "b"], ["a", "b"]),
        ("phone", "+86 139 1234 5678", "13912345678"),
        ("phone", "（0564）6021234", "0564-6021234"),
        ("phone", "010-12345678", "010-12345678"),
    ],
)
def test_one_value_has_one_spelling(name: str, raw: Any, value: Any) -> None:
    assert FIELDS[name].clean(raw) == value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("text", "a\x00b"),
        ("text", "a\nb"),
        ("text", "a\u202eb"),
        ("text", "\ud800"),
        ("text", "x" * 21),
        ("text", 5),
        ("patterned text", "ab1"),
        ("integer", True),
        ("integer", 1.5),
        ("integer", float("inf")),
        ("integer", "1e1"),
        ("integer", 13),
        ("decimal", "NaN"),
        ("decimal", "Infinity"),
        ("decimal", "1e3"),
        ("decimal", "-1"),
        ("decimal", "1,000"),
        ("decimal", "1.234"),
        ("decimal", "100000.01"),
        ("decimal", 630),
        ("positive decimal", "0.000"),
        ("quantity", "630"),
        ("quantity", {"value": "630"}),
        ("quantity", {"value": "630", "unit": "MW"}),
        ("quantity", {"value": "630", "unit": []}),
        ("quantity", {"value": "630", "unit": "kW", "x": 1}),
        ("date", "2026-02-29"),
        ("date", "20261231"),
        ("datetime", "2026-01-05"),
        ("boolean", 1),
        ("boolean", "maybe"),
        ("choice", "z"),
        ("choice", ["a"]),
        ("multi_choice", "a"),
        ("multi_choice", ["a", {}]),
        ("phone", "12345678"),
        ("phone", "400-800-1234"),
        ("phone", "+1 202 555 0100"),
        ("phone", "0564-6021234 x801"),
        ("file", "../../etc/passwd"),
    ],
)
def test_what_can_not_be_read_is_refused(name: str, raw: Any) -> None:
    with pytest.raises(FieldProblem):
        FIELDS[name].clean(raw)


def test_a_text_that_is_too_long_is_told_the_limit() -> None:
    with pytest.raises(FieldProblem, match="At most") as refusal:
        FIELDS["text"].clean("x" * 21)
    assert "20" in str(refusal.value.message)


def test_a_form_reports_every_problem_at_its_path() -> None:
    fields = [
        FIELDS["decimal"],
        make_field({"id": "y", "type": "text", "label": "Y", "required": True}),
    ]
    with pytest.raises(Invalid) as refusal:
        clean_form(fields, {"x": "lots", "z": 1}, prefix="services.a.")
    assert set(refusal.value.errors) == {"services.a.x", "services.a.y", "services.a.z"}
    with pytest.raises(Invalid) as refusal:
        clean_form(fields, ["x"], prefix="services.a.")
    assert set(refusal.value.errors) == {"services.a"}


def test_a_partial_form_reads_only_what_was_sent() -> None:
    fields = [
        FIELDS["decimal"],
        make_field({"id": "y", "type": "text", "label": "Y", "required": True}),
    ]
    assert clean_form(fields, {"x": ""}, partial=True) == {"x": None}
    with pytest.raises(Invalid):
        clean_form(fields, {"y": ""}, partial=True)


def test_the_schema_of_marshmallow_is_the_field_s_own() -> None:
    field = FIELDS["decimal"].marshmallow()
    assert field.deserialize("012.50") == "12.5"
    assert field.metadata["pattern"] == FIELDS["decimal"].schema()["pattern"]


def form(*names: str, data: MultiDict[str, str] | None = None, **stored: Any) -> Form:
    declared = {name.replace(" ", "_"): FIELDS[name].wtform() for name in names}
    return type("Asked", (Form,), declared)(data, **stored)


def test_a_form_field_keeps_what_was_typed_until_it_can_be_read() -> None:
    asked = form(
        "decimal", "quantity", data=MultiDict({"decimal": "６ 3", "quantity-value": "abc<"})
    )
    assert not asked.validate()
    assert set(asked.errors) == {"decimal", "quantity"}
    assert 'value="６ 3"' in asked["decimal"]()
    assert 'value="abc&lt;"' in asked["quantity"]()


def test_a_form_field_gives_the_canonical_value() -> None:
    sent = [
        ("decimal", "6.50"),
        ("quantity-value", "630"),
        ("quantity-unit", "kW"),
        ("boolean", "false"),
        ("choice", "b"),
        ("multi_choice", "c"),
        ("multi_choice", "a"),
    ]
    asked = form(*{name.partition("-")[0] for name, _ in sent}, data=MultiDict(sent))
    assert asked.validate(), asked.errors
    assert asked.data == {
        "decimal": "6.5",
        "quantity": {"value": "630", "unit": "kW"},
        "boolean": False,
        "choice": "b",
        "multi_choice": ["a", "c"],
    }
    assert asked["multi_choice"]().count("checked") == 2
    assert 'checked id="boolean-2"' in asked["boolean"]()
    assert '<option selected value="kW">' in asked["quantity"]()


def test_a_form_shows_stored_values() -> None:
    asked = form(
        "boolean",
        "datetime",
        "multi_choice",
        boolean=True,
        datetime="2026-01-05T01:00:00Z",
        multi_choice=["a"],
    )
    assert 'checked id="boolean-1"' in asked["boolean"]()
    assert 'value="2026-01-05T09:00"' in asked["datetime"]()
    assert asked["multi_choice"]().count("checked") == 1


def test_values_are_shown_with_labels_and_units_and_exported_as_what_they_are() -> None:
    assert FIELDS["choice"].show("a") == "A"
    assert FIELDS["choice"].show(None) == "—"
    assert FIELDS["quantity"].show({"value": "630", "unit": "kVA"}) == "630 kVA"
    for unit, shown in ({"zh": "兆"}, "100 兆"), ({"zh": "DN", "before": True}, "DN100"):
        spec = {"id": "x", "label": "X", "type": "decimal", "unit": unit}
        assert make_field(spec).show("100", "zh") == shown
    assert FIELDS["datetime"].show("2026-01-05T01:00:00Z") == "2026-01-05 09:00"
    assert FIELDS["decimal"].export("6.5") == Decimal("6.5")
    assert f"{FIELDS['datetime'].export('2026-01-05T01:00:00Z'):%FT%T%z}" == "2026-01-05T09:00:00"
    assert FIELDS["datetime"].clean(datetime(2026, 1, 5, 1, tzinfo=UTC).isoformat())


def test_a_definition_that_contradicts_itself_says_where() -> None:
    spec = {"id": "x", "label": "X", "type": "decimal", "default": "01", "examples": ["1", "two"]}
    assert [path for path, _ in make_field(spec).problems()] == ["default", "examples[1]"]
    assert make_field({"id": "x", "label": "X", "type": "text", "pattern": "("}).problems()
