"""The table of a list: heads that order, cells as they are shown."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request, url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from app.access.list_arguments import PAGE_SIZES
from app.console.listing import COLUMN, COUNT, DIRECTION, KEY, SIZE, Listing, argument

NOTHING = Markup('<span class="lb-muted">—</span>')


def here(view: Any, **changes: str | None) -> str:
    """This list with other arguments, by their full names; without a page unless it is named."""
    left_out = {argument(view, KEY), argument(view, COUNT), *changes}
    kept = [one for one in request.args.items(multi=True) if one[0] not in left_out]
    added = [(name, value) for name, value in changes.items() if value is not None]
    said = urlencode(kept + added)
    return f"{request.path}?{said}" if said else request.path


def heads(view: Any, asked: Listing) -> list[dict[str, Any]]:
    """Label, and for columns that order the list its link and where it stands."""
    return [_head(view, asked, column, label) for column, label in asked.columns.items()]


def _head(view: Any, asked: Listing, column: str, label: Any) -> dict[str, Any]:
    head = {"label": str(label if label is not None else column)}
    if column not in view.order_columns:
        return head
    current = asked.order.column == column
    way = "desc" if current and not asked.order.descending else "asc"
    names = {argument(view, COLUMN): column, argument(view, DIRECTION): way}
    order = ("descending" if asked.order.descending else "ascending") if current else "none"
    return {**head, "url": here(view, **names), "order": order}


def lines(view: Any, asked: Listing, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Each row's id, page and cells."""
    columns = list(asked.columns)
    labels = [escape(str(label)) for label in asked.columns.values()]
    ways = {one: _way(view, one) for one in ("show", "edit") if view.may(one)}
    lines = []
    for row, found in zip(rows, view.cells_of(rows, columns), strict=True):
        values = [cell(found[column]) for column in columns]
        name = values[0].striptags() if isinstance(values[0], Markup) else values[0]
        urls = {one: Markup(f"{begin}{row.id}") for one, begin in ways.items()}  # noqa: S704  # our own
        to = (urls.get("show"), *[None] * len(values))
        cells = [
            (label, one, one[:1].isdigit(), url)
            for label, one, url in zip(labels, values, to, strict=False)
        ]
        lines.append({"pk": row.id, "name": name, "cells": cells, "edit": urls.get("edit")})
    return lines


def _way(view: Any, method: str) -> str:
    """The address of a row's page but for its id."""
    return url_for(f"{view.endpoint}.{method}", pk="0").removesuffix("0")


def cell(value: Any) -> str:
    """A value as a page shows it."""
    if isinstance(value, str):
        return value or NOTHING
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, Sequence):
        return listed(value)
    return str(value)


def listed(values: Sequence[Any]) -> Markup:
    """Several things in one cell; many fold away."""
    macros: Any = current_app.jinja_env.get_template("lianban/macros.html").module
    told: Markup = macros.listed(values) if values else NOTHING
    return told


def pages(view: Any, asked: Listing, page: Any, total: str) -> Mapping[str, Any]:
    """“1–25, 1000+” and the ways to the pages beside it."""
    key = argument(view, KEY)

    def at(place: Any) -> str | None:
        return here(view, **{key: str(place)}) if place else None

    last = page.first + len(page.rows) - 1
    exact = {argument(view, COUNT): "exact", key: str(asked.place) if asked.place else None}
    return {
        "said": f"{page.first}–{last}, {total}",
        "previous": at(page.previous),
        "next": at(page.next),
        "first": here(view) if page.previous else None,
        "sizes": [(one, here(view, **{argument(view, SIZE): str(one)})) for one in PAGE_SIZES],
        "exact": here(view, **exact) if total.endswith("+") else None,
    }
