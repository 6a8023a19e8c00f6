"""Cells are read as they are written, whatever the field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.kinds import Field, make_field
from app.intake.rules.columns import columns_of, propose, values_of

ZH = {"zh": "标签", "en": "label"}
CHOICES = [
    {"code": "new", "label": {"zh": "新装", "en": "New"}},
    {"code": "expand", "label": {"zh": "增容", "en": "Expansion"}},
    {"code": "other", "label": {"zh": "其他、另议", "en": "Other, to be agreed"}},
]
UNITS = [
    {"code": "kVA", "label": {"zh": "千伏安", "en": "kVA"}},
    {"code": "kW", "label": {"zh": "千瓦", "en": "kW"}},
]


def field(kind: str, **more: object) -> Field:
    return make_field({"id": "asked", "type": kind, "label": ZH, **more})


NUMBERS = st.decimals(0, 10**6, places=2).map(lambda one: f"{one}")
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CASES = {
    "text": (field("text", max_length=50), st.text("王=+-@1 a", min_size=1, max_size=20)),
    "decimal": (field("decimal"), NUMBERS),
    "integer": (field("integer"), st.integers(0, 10**6).map(str)),
    "boolean": (field("boolean"), st.booleans()),
    "date": (field("date"), DAYS.map(str)),
    "choice": (field("choice", choices=CHOICES), st.sampled_from(["new", "expand", "other"])),
    "multi_choice": (
        field("multi_choice", choices=CHOICES),
        st.lists(st.sampled_from(["new", "expand", "other"]), min_size=1, unique=True),
    ),
    "quantity": (
        field("quantity", units=UNITS),
        st.fixed_dictionaries({"value": NUMBERS, "unit": st.sampled_from(["kVA", "kW"])}),
    ),
}


@pytest.mark.usefixtures("in_chinese")
@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_cell_is_read_as_what_was_written(kind: str, locale: str) -> None:
    one, raws = CASES[kind]
    columns = columns_of([one])

    @given(raws)
    def agrees(raw: object) -> None:
        value = one.clean(raw)
        cells = {column.id: column.write(value, locale) for column in columns}
        values, problems = values_of(columns, cells)
        assert not problems
        assert one.clean(values.get("asked")) == value

    agrees()


@pytest.mark.usefixtures("in_chinese")
@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2026/6/1", "2026-06-01"),
        ("2026年6月1日", "2026-06-01"),
        ("2026.06.01", "2026-06-01"),
        ("2026-06-01T09:05", "2026-06-01T09:05"),
        ("2026/6/1 9:05:00", "2026-06-01T09:05"),
        ("下周一", "下周一"),
    ],
)
def test_days_may_be_written_as_people_do(cell: str, read: str) -> None:
    columns = columns_of([field("date")])
    assert values_of(columns, {"asked": cell})[0] == {"asked": read}


@pytest.mark.usefixtures("in_chinese")
def test_unit_may_stand_behind_the_number() -> None:
    columns = columns_of([field("quantity", units=UNITS)])
    assert values_of(columns, {"asked": "630 千伏安"})[0] == {
        "asked": {"value": "630", "unit": "kVA"}
    }


@pytest.mark.usefixtures("in_chinese")
def test_unknown_choice_is_told_with_the_choices_in_words() -> None:
    columns = columns_of([field("choice", choices=CHOICES)])
    values, problems = values_of(columns, {"asked": "拆除"})
    assert values == {}
    assert "新装" in str(problems["asked"][0])


@pytest.mark.usefixtures("in_chinese")
def test_columns_are_proposed_by_label_id_and_memory_each_once() -> None:
    plain = make_field({"id": "name", "type": "text", "label": {"zh": "名称", "en": "Name"}})
    columns = [
        *columns_of([plain]),
        *columns_of([plain], {"zh": "用电", "en": "Power"}, "services.power."),
    ]
    headers = ["名称*", "用电 · 名称", "Name", "services.power.name", "单位全称"]
    assert propose(headers, columns, {}) == ["name", "services.power.name", None, None, None]
    assert propose(["单位全称"], columns, {"单位全称": "name"}) == ["name"]
