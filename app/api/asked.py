"""What a list may be asked: columns, order, and filters by the types of the columns."""

from typing import Any

from app.access.filtering import LARGEST, LONGEST, MOST, SETS
from app.api import reading

TEXT = {"type": "string", "maxLength": LONGEST, "pattern": "^[^\\u0000]*$"}
INTEGER = {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}
BY_TYPE: dict[str, dict[str, Any]] = {
    "is_boolean": {"type": "boolean"},
    "is_datetime": {"type": "string", "format": "date-time"},
    "is_date": {"type": "string", "format": "date"},
    "is_integer": INTEGER,
}


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
        for operators, values in _by_operator(api.datamodel, column, [f.arg_name for f in filters])
    ]


def _by_operator(
    datamodel: Any, column: str, operators: list[str]
) -> list[tuple[list[str], dict[str, Any]]]:
    value = _value(datamodel, column)
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
    if datamodel.is_enum(column):
        return {"enum": list(datamodel.list_columns[column].type.enum_class)}
    known = (schema for test, schema in BY_TYPE.items() if getattr(datamodel, test)(column))
    return next(known, TEXT)
