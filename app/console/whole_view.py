"""All rows of a list at once, not only those of the page.

Which rows these are is fixed by the dry run, as if they had been ticked one by one; what has left
the list until the deed is told and left alone.
"""

from collections.abc import Collection, Sequence
from typing import Any

from flask import request

from app.access.paging import Page
from app.console.listing import bare_rows_of, listing_of_query, query_of
from app.console.naming import VIEWS
from app.console.saved.lists import list_named
from app.foundation.errors import Invalid, Malformed, WrongState
from app.foundation.messages import say

MOST = 500
"""Rows of one deed; its locks are held as long as it takes."""


class LeftTheList(WrongState):
    """The row was there at the dry run and fits the list no longer."""

    def __init__(self) -> None:
        super().__init__(say("It has left the list since you looked: open it to see why."))


def offer(view: Any, page: Page, count: int) -> dict[str, Any] | None:
    """What the bar of the list offers; None where the page is the whole list."""
    if not page.next and not page.previous:
        return None
    query = query_of(view, request.args)
    return {"query": query, "count": count, "most": MOST, "too_many": count > MOST}


def ids_of(view: Any, query: str) -> list[int]:
    """Every visible row of the list; raises Invalid for too many, WrongState for none."""
    found = _ids(view, query).limit(MOST + 1).all()
    if len(found) > MOST:
        said = say("At most %(most)s rows at once: narrow the list by filters first.", most=MOST)
        raise Invalid({"": [said]}, said)
    if not found:
        raise WrongState(say("The list has no rows any more."))
    return [one for (one,) in found]


def left(noun: str, query: str | None, ids: Sequence[int]) -> Collection[int]:
    """Of the rows that were on the list those that are no longer; none where they were ticked."""
    if query is None:
        return ()
    view = list_named(VIEWS[noun])
    if view is None:
        raise Malformed(say("This is no list of records."))
    there = _ids(view, query).filter(view.datamodel.obj.id.in_(ids))
    return set(ids) - {one for (one,) in there}


def _ids(view: Any, query: str) -> Any:
    pk = view.datamodel.obj.id
    rows = bare_rows_of(view, listing_of_query(view, query))
    return rows.with_entities(pk).order_by(pk.desc())
