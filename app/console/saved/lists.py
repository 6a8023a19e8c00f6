"""What a list tells of the views saved of it: the reader's tabs, and a menu of all that is seen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.scoped import visible
from app.console import arrangement
from app.console.listing import VIEW, Listing, query_today, shown_query, shows
from app.extensions import db
from app.foundation.numbers import whole
from app.people.models import SavedView
from app.people.rules import changes_view
from app.people.states import SHARING_LABELS, Sharing

MOST = 60
"""Views that the menu of a list offers; the page of views has all."""


def list_named(name: str) -> Any:
    """The list of that class in the console; None when there is none any more."""
    views = current_app.extensions["appbuilder"].baseviews
    return next((one for one in views if type(one).__name__ == name and _keeps(one)), None)


def open_lists() -> list[Any]:
    """Those whose views may be saved and which the reader may open."""
    views = current_app.extensions["appbuilder"].baseviews
    return [one for one in views if _keeps(one) and one.may("list")]


def _keeps(view: Any) -> bool:
    return bool(getattr(view, "kept", False))


def of_list(view: Any, asked: Listing) -> dict[str, Any]:
    """Tabs, menu and what can be done with the view that is open; one statement."""
    pins = arrangement.pins_of(type(view).__name__)
    seen = {one.id: one for one in _seen(view, pins)}
    current = _current(view, asked, seen.values())
    query = shown_query(view, asked, request.args)
    return {
        "tabs": _tabs(view, [seen[one] for one in pins if one in seen], current),
        "groups": list(_groups(seen.values(), pins, current)),
        "current": _open(view, asked, current, pins) if current else None,
        "save_url": url_for("SavedViewView.new", list=type(view).__name__, query=query),
        "all_url": url_for("SavedViewView.list"),
        "here": _here(),
    }


def _seen(view: Any, pins: Sequence[int]) -> Sequence[Any]:
    """Rows of the visible views of a list: first the tabs and what is open, then the newest."""
    columns = SavedView.__table__.c
    here = (SavedView.list_name == type(view).__name__) & visible(SavedView, current_actor())
    query = select(columns).where(here)
    if wanted := {*pins, whole(request.args.get(VIEW, "")) or 0} - {0}:
        query = query.order_by(SavedView.id.in_(sorted(wanted)).desc())
    rows: Sequence[Any] = db.session.execute(query.order_by(SavedView.id.desc()).limit(MOST)).all()
    return rows


def _current(view: Any, asked: Listing, seen: Iterable[Any]) -> Any:
    """The one the address names, else the first that shows just this."""
    named = whole(request.args.get(VIEW, ""))
    if named is not None:
        return next((one for one in seen if one.id == named), None)
    return next((one for one in seen if shows(view, asked, request.args, one.query)), None)


def url_of(view: Any, row: Any) -> str:
    """The list as the view has it; by its own address, where a part of it is gone."""
    query, gone = query_today(view, row.query)
    if gone:
        return url_for("SavedViewView.open", pk=row.id)
    here = url_for(f"{view.endpoint}.list")
    return f"{here}?{query}&{VIEW}={row.id}" if query else f"{here}?{VIEW}={row.id}"


def _tabs(view: Any, pinned: Sequence[Any], current: Any) -> list[dict[str, Any]]:
    """The whole list and the pinned views; one that is open beside them, too."""
    shown = [*pinned, *([current] if current and current not in pinned else [])]
    if not shown:
        return []
    whole_list = {"label": gettext("All"), "url": url_for(f"{view.endpoint}.list")}
    return [
        {**whole_list, "current": current is None},
        *({"label": one.name, "url": url_of(view, one), "current": one is current}
          for one in shown),
    ]  # fmt: skip


def _groups(
    seen: Iterable[Any], pins: Sequence[int], current: Any
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Views by who sees them, in the order of their names."""
    by_name = sorted(seen, key=lambda one: one.name)
    for sharing in Sharing:
        rows = [
            {
                "label": one.name,
                "url": url_for("SavedViewView.open", pk=one.id),
                "current": one is current,
                "pinned": one.id in pins,
                "pin_url": _pin_url(one),
            }
            for one in by_name
            if one.sharing == sharing
        ]
        if rows:
            yield str(SHARING_LABELS[sharing]), rows


def _open(view: Any, asked: Listing, row: Any, pins: Sequence[int]) -> dict[str, Any]:
    query = shown_query(view, asked, request.args)
    changed = not shows(view, asked, request.args, row.query)
    mine = changes_view(current_actor(), row)
    at = {"pk": row.id, "query": query} if changed else {"pk": row.id}
    return {
        "name": row.name,
        "changed": changed,
        "link": url_for("SavedViewView.open", pk=row.id, _external=True),
        "edit_url": url_for("SavedViewView.change", **at) if mine else None,
        "delete_url": url_for("SavedViewView.remove", pk=row.id) if mine else None,
        "pin_url": _pin_url(row),
        "pinned": row.id in pins,
        "first": [*pins][:1] == [row.id],
        "last": [*pins][-1:] == [row.id],
        "here": _here(),
    }


def _pin_url(row: Any) -> str | None:
    """Where it becomes a tab, or none any more; None for who has nowhere to keep it."""
    return url_for("SavedViewView.pin", pk=row.id) if arrangement.keeps() else None


def _here() -> str:
    return request.full_path.rstrip("?")
