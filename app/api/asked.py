"""What a list may be asked: columns, order, and filters by the types of the columns."""

from collections.abc import Mapping
from typing import Any

from app.access.answers import NUMBER, AnswerFilter, Asked
from app.access.filtering import LARGEST, LONGEST, MOST, SETS
from app.access.lights import LIGHT
from app.api import reading
from app.catalog.kinds import Sort
from app.catalog.kinds.day import DAY
from app.catalog.kinds.moment import ZONED
from app.sla.states import Light

TEXT = {"type": "string", "maxLength": LONGEST, "pattern": "^[^\\u0000]*$"}
INTEGER = {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}
BY_TYPE: dict[str, dict[str, Any]] = {
    "is_boolean": {"type": "boolean"},
    "is_datetime": {"type": "string", "format": "date-time"},
    "is_date": {"type": "string", "format": "date"},
    "is_integer": INTEGER,
}
BY_SORT: Mapping[Sort, dict[str, Any]] = {
    Sort.text: TEXT,
    Sort.number: {"type": "string", "pattern": f"^{NUMBER}$", "examples": ["100"]},
    Sort.day: {"type": "string", "format": "date", "pattern": f"^{DAY}$"},
    Sort.instant: {"type": "string", "format": "date-time", "pattern": f"^{ZONED}$"},
    Sort.flag: {"type": "boolean"},
}

COMPUTED: dict[str, dict[str, Any]] = {LIGHT: {"enum": list(Light)}}
"""Filters by what is no column."""


def list_schema(api: Any) -> dict[str, Any]:
    """JSON Schema of `q` on a list of this noun."""
    properties = reading.LIST["properties"] | {
        "columns": _columns(api),
        "order_column": {"enum": list(api.order_columns)},
        "filters": {"type": "array", "maxItems": MOST, "items": {"anyOf": _filters(api)}},
    }
    return {**reading.LIST, "properties": properties}


def one_schema(api: Any) -> dict[str, Any]:
    """JSON Schema of `q` on one row of this noun."""
    return {**reading.ONE, "properties": {"columns": _columns(api)}}


def _columns(api: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"enum": list(api.column_names())}}


def _filters(api: Any) -> list[dict[str, Any]]:
    offered = api._filters.get_search_filters()  # noqa: SLF001  # FAB has no other name for it
    return [
        _filter(column, operators, values)
        for column, filters in offered.items()
        for value, same in _by_value(api.datamodel, column, filters)
        for operators, values in _by_operator(value, same)
    ]


def _by_value(
    datamodel: Any, column: str, filters: list[Any]
) -> list[tuple[dict[str, Any], list[str]]]:
    """What a column is compared with, and the operators that do."""
    if not isinstance(filters[0], AnswerFilter):
        return [(_value(datamodel, column), [one.arg_name for one in filters])]
    return [
        (_answer(one), [each.arg_name for each in filters if one in each.asked])
        for one in dict.fromkeys(one for each in filters for one in each.asked)
    ]


def _answer(one: Asked) -> dict[str, Any]:
    return {"enum": sorted(one.codes)} if one.of.sort == Sort.code else BY_SORT[one.of.sort]


def _by_operator(
    value: dict[str, Any], operators: list[str]
) -> list[tuple[list[str], dict[str, Any]]]:
    many = {"type": "array", "items": value, "maxItems": MOST}
    single = [one for one in operators if one not in SETS]
    sets = [one for one in operators if one in SETS]
    return [(single, value)] + ([(sets, many)] if sets else [])


def _filter(column: str, operators: list[str], value: dict[str, Any]) -> dict[str, Any]:
    return {
        **reading.FILTER,
        "properties": {"col": {"const": column}, "opr": {"enum": operators}, "value": value},
    }


def _value(datamodel: Any, column: str) -> dict[str, Any]:
    if column in COMPUTED:
        return COMPUTED[column]
    if datamodel.is_enum(column):
        return {"enum": list(datamodel.list_columns[column].type.enum_class)}
    known = (schema for test, schema in BY_TYPE.items() if getattr(datamodel, test)(column))
    return next(known, TEXT)
