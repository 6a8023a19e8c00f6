"""The bar above a list: a search box, few inputs, the others folded, chips of what holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext
from wtforms import BooleanField, DateField, DateTimeField, DecimalField, SelectField

from app.access.finding import FIND
from app.access.lights import PARAMETER
from app.access.list_arguments import FILTER
from app.console.listing import COLUMN, COLUMNS, DIRECTION, KEY, SIZE, VIEW, Listing, argument
from app.console.lookups import Lookup

AT_ONCE = 3
"""Inputs that are seen without unfolding."""
RANGES = (DateField, DateTimeField, DecimalField)
FROM, UNTIL = ("ge", "gt"), ("le", "lt")
CHOSEN, TYPED = ("rel_o_m", "rel_m_m", "eq"), ("ct", "sw", "eq")


@dataclass(frozen=True)
class Input:
    """One question of the bar; a range has two names and values."""

    column: str
    label: str
    kind: str
    names: Sequence[str]
    values: Sequence[str]
    choices: Sequence[tuple[str, str]] = ()
    url: str = ""
    """Where a relation is looked up while it is typed."""
    shown: str = ""
    """What stands for the value of a relation."""
    ends_before: bool = False
    """Whether a range leaves its end out."""


def bar(view: Any, asked: Listing) -> dict[str, Any]:
    """What the template draws."""
    form = view.asking(asked.filters)
    offered = asked.filters.get_search_filters()
    columns = [one for one in view.asked_columns(asked.filters) if one in offered]
    inputs = [_input(view, one, form[one], offered[one]) for one in columns]
    return {
        "find": f"_flt_0_{FIND}" if FIND in offered else None,
        "found": request.args.get(f"_flt_0_{FIND}", ""),
        "inputs": inputs[:AT_ONCE],
        "rest": inputs[AT_ONCE:],
        "hidden": _hidden(view, [name for one in inputs for name in one.names]),
        "chips": list(_chips(view, asked, form, offered)),
        "reset": request.path,
    }


def _input(view: Any, column: str, field: Any, offered: Sequence[Any]) -> Input:
    kinds = [one.arg_name for one in offered]
    label = str(field.label.text)
    if isinstance(field, RANGES) and {"gt", "lt"} <= {*kinds}:
        names = [f"_flt_{_index(kinds, ways)}_{column}" for ways in (FROM, UNTIL)]
        kind = "numbers" if isinstance(field, DecimalField) else "days"
        return Input(column, label, kind, names, _given(names), ends_before="le" not in kinds)
    lookup = offered[0] if isinstance(offered[0], Lookup) else None
    chosen = lookup or isinstance(field, SelectField | BooleanField)
    names = [f"_flt_{_index(kinds, CHOSEN if chosen else TYPED)}_{column}"]
    values = _given(names)
    if lookup:
        url = url_for(f"{view.endpoint}.lookup", field=column)
        shown = lookup.label_of(values[0]) if values[0] else ""
        return Input(column, label, "lookup", names, values, url=url, shown=shown)
    choices = _choices(field)
    return Input(column, label, "choice" if choices else "text", names, values, choices)


def _index(kinds: Sequence[str], wanted: Iterable[str]) -> int:
    return next((kinds.index(one) for one in wanted if one in kinds), 0)


def _given(names: Iterable[str]) -> list[str]:
    return [request.args.get(one, "") for one in names]


def _choices(field: Any) -> list[tuple[str, str]]:
    if isinstance(field, BooleanField):
        return [("y", gettext("Yes")), ("n", gettext("No"))]
    if not isinstance(field, SelectField):
        return []
    return [(str(one[0]), str(one[1])) for one in field.iter_choices() if str(one[0])]


def _hidden(view: Any, asked: Sequence[str]) -> list[tuple[str, str]]:
    """What holds on beside the inputs: order, size, columns, light, filters that came by a link."""
    kept = {argument(view, one) for one in (COLUMN, DIRECTION, SIZE, COLUMNS)}
    taken = {*asked, f"_flt_0_{FIND}"}
    return [
        (name, value)
        for name, value in request.args.items(multi=True)
        if value and (name in {*kept, VIEW} or (FILTER.fullmatch(name) and name not in taken))
    ]


def _chips(
    view: Any, asked: Listing, form: Any, offered: Mapping[str, Sequence[Any]]
) -> Iterator[dict[str, str]]:
    """A chip for each filter that holds, with the address of the list without it."""
    for name, value in request.args.items(multi=True):
        found = FILTER.fullmatch(name)
        if not found or not value or name == PARAMETER or found.group(2) == FIND:
            continue
        column, one = found.group(2), offered[found.group(2)][int(found.group(1))]
        field = getattr(form, column, None)
        label = str(field.label.text) if field else str(asked.columns.get(column) or column)
        sign = "" if one.arg_name in (*CHOSEN, "ct") else f"{one.name} "
        yield {
            "label": label,
            "value": f"{sign}{_said(one, field, value)}",
            "url": _without(view, name, value),
        }


def _said(one: Any, field: Any, value: str) -> str:
    if isinstance(one, Lookup):
        return one.label_of(value)
    return dict(_choices(field)).get(value, value) if field else value


def _without(view: Any, name: str, value: str) -> str:
    gone = {(name, value)}
    page = argument(view, KEY)
    kept = [one for one in request.args.items(multi=True) if one not in gone and one[0] != page]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
