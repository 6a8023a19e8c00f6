"""One box that finds cases: by number or its end, enterprise, its initials, the phone's end."""

from collections.abc import Iterator
from typing import Any

from flask import g
from flask_appbuilder.models.filters import BaseFilter
from flask_babel import lazy_gettext
from sqlalchemy import CTE, ColumnElement, Select, select, union

from app.access.actors import current_actor
from app.access.filtering import text_of
from app.access.rules import APPLICATION_READ, allowed
from app.access.scoped import visible
from app.applications.models import END, Application
from app.foundation.actor import Actor

FIND = "find"
"""The name of the filter; no table has such a column."""
LONGEST = 60
OF_A_NUMBER = 8
"""Digits from which on it is a number that was typed, not a name."""
APART = "-"
"""Parts the number of an application from what tells its tickets and approvals apart."""


def _typed(value: Any) -> str:
    return text_of(value).strip()[:LONGEST]


class FindFilter(BaseFilter):
    """Cases that what was typed may mean, whichever way."""

    name = lazy_gettext("Search")
    arg_name = "find"
    reader = staticmethod(_typed)

    def apply(self, query: Any, value: str) -> Any:
        """Add the condition; blanks ask for nothing."""
        return query.filter(found_by(self.model, value)) if value else query


def found_by(model: Any, typed: str) -> ColumnElement[bool]:
    """Rows of applications, tickets or approvals; each way of finding goes by its own index."""
    applications = select(_found(typed, current_actor()).c.id)
    if model is Application:
        return Application.id.in_(applications)
    found: ColumnElement[bool] = model.application_id.in_(applications)
    head, apart, _ = typed.partition(APART)
    if head and apart and typed.isascii():
        ends = model.number.endswith(typed.upper(), autoescape=True)
        found = ends & model.application_id.in_(_numbered(head.upper()))
    return found


def _found(typed: str, actor: Actor) -> CTE:
    """Their ids: looked up once in a statement, however many counts it makes of them."""
    known: dict[tuple[str, int | None], CTE] = g.setdefault("found", {})
    asked = typed, actor.user_id
    if asked not in known:
        known[asked] = union(*_applications(typed, actor)).cte(f"found_{len(known)}")
    return known[asked]


def _applications(typed: str, actor: Actor) -> Iterator[Select[int]]:
    whose = select(Application.id)
    if typed.isascii():
        yield _numbered(typed.upper())
        letters = typed.isalnum() and not typed.isdigit()
        if letters and sum(map(str.isdigit, typed)) < OF_A_NUMBER:  # Latin names, too, stand there
            yield whose.where(Application.initials.contains(typed.lower(), autoescape=True))
        if typed.isdigit() and len(typed) == END and allowed(APPLICATION_READ, actor):
            # Masks leave the last four in sight: of cases whose phone the reader sees masked or
            # whole, and of no others, this tells nothing new.
            ends = Application.phone_end == typed
            yield whose.where(ends, visible(Application, actor))
    if not typed.isascii() or not typed.isalnum():
        # Without Latin letters there is no case to fold, which would cost five times as much.
        plain = typed.upper() == typed.lower()
        contains = Application.enterprise.contains if plain else Application.enterprise.icontains
        yield whose.where(contains(typed, autoescape=True))


def _numbered(end: str) -> Select[int]:
    """By the end of the number; four signs of it are a column of their own."""
    ends = Application.number.endswith(end, autoescape=True)
    query = select(Application.id).where(ends)
    return query.where(Application.number_end == end[-END:]) if len(end) >= END else query
