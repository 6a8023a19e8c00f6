"""The views somebody pinned, of every list: for whoever shows them elsewhere, with their counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select

from app.access.scoped import visible
from app.console import arrangement
from app.console.listing import query_today
from app.console.saved.lists import list_named, url_of
from app.extensions import db
from app.foundation.actor import Actor
from app.people.models import SavedView

STEPS = {"left": -1, "right": 1}


@dataclass(frozen=True, slots=True)
class Pinned:
    """A tab above one of the lists, which the reader may open."""

    id: int
    label: str
    view: Any
    """The list it is of."""
    query: str
    """What the list is asked, without what it no longer has."""
    url: str


def pinned_views(actor: Actor, most: int) -> list[Pinned]:
    """The first of the request's actor, list by list in their order; one statement, or none."""
    pins = [one for ids in arrangement.pinned().values() for one in ids]
    if not pins:
        return []
    query = select(SavedView.__table__.c).where(SavedView.id.in_(pins), visible(SavedView, actor))
    found = {one.id: one for one in db.session.execute(query)}
    return list(islice(_told(found[one] for one in pins if one in found), most))


def _told(rows: Iterable[Any]) -> Iterator[Pinned]:
    for row in rows:
        view = list_named(row.list_name)
        if view is not None and view.may("list"):
            query, _ = query_today(view, row.query)
            yield Pinned(row.id, row.name, view, query, url_of(view, row))


def moved(pins: list[int], pk: int, how: str) -> list[int]:
    """The tabs after this was done with one of them; what says nothing changes nothing."""
    others = [one for one in pins if one != pk]
    if how == "pin":
        return [*others, pk]
    if how == "unpin":
        return others
    if how in STEPS and pk in pins:
        at = max(pins.index(pk) + STEPS[how], 0)
        return [*others[:at], pk, *others[at:]]
    return pins
