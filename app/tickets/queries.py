"""Which tickets an actor sees, and the queries of their lists."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    REAL,
    ColumnElement,
    Numeric,
    Select,
    Text,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from app.catalog.kinds.sort import LONGEST, Sort
from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.sla.models import SupervisionItem
from app.tickets.models import Ticket
from app.tickets.states import OPEN


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of tickets (DOMAIN §1); nothing by default.

    A utility sees a ticket from its dispatch on: one that ended before is nobody's business.
    """
    if actor.may(Permission.ticket_read_all):
        return true()
    sent = Ticket.dispatched_at.is_not(None)
    views: list[ColumnElement[bool]] = []
    if actor.may(Permission.ticket_read_outlet):
        views.append(Ticket.first_receiver_id.in_(sorted(actor.people)))
        if actor.outlet_id is not None:
            views.append(Ticket.outlet_id == actor.outlet_id)
    if actor.may(Permission.ticket_read_own) and actor.organisation_id is not None:
        views.append((Ticket.organisation_id == actor.organisation_id) & sent)
    if actor.may(Permission.ticket_read_supervised) and actor.supervised_ids:
        views.append(Ticket.organisation_id.in_(sorted(actor.supervised_ids)) & sent)
    if actor.may(Permission.ticket_read_township) and actor.township:
        views.append((Ticket.township == actor.township) & sent)
    return or_(false(), *views)


def visible_supervisions(actor: Actor) -> ColumnElement[bool]:
    """Supervisions are seen by whoever sees their tickets."""
    if actor.may(Permission.ticket_read_all):
        return true()
    mine = SupervisionItem.subject_id.in_(select(Ticket.id).where(visible_to(actor)))
    return (SupervisionItem.subject_kind == Ticket.__tablename__) & mine


def open_by_specialist(specialist_ids: list[int]) -> Select[int | None, int]:
    """Specialist → number of open tickets, for those who have any."""
    return (
        select(Ticket.specialist_id, func.count())
        .where(Ticket.specialist_id.in_(specialist_ids), Ticket.state.in_(OPEN))
        .group_by(Ticket.specialist_id)
    )


# ---------------------------------------------------------------- what was answered
PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.(?:value|unit))?")
"""How catalogues name an answer (catalog.kinds.specification)."""
LAST_SIGN = "\U0010ffff"
INSTANT = len("2026-12-31T09:00:00")
COMPARISONS: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "eq": operator.eq,
    "neq": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "sw": lambda answer, begin: (answer >= begin) & (answer < begin + LAST_SIGN),
}


def answer(attrs: Any, path: str, sort: Sort, dialect: str) -> ColumnElement[Any]:
    """An answer in the document `attrs`, as a value that compares as its sort does.

    Filters and their indexes must say it in the same words, so the path stands in the SQL itself:
    it must be one, else ValueError. An answer that is none of the sort is NULL or never equal.
    """
    if not PATH.fullmatch(path):
        raise ValueError(path)
    postgresql = dialect == "postgresql"
    if postgresql:
        keys: ColumnElement[str] = literal_column(f"'{{{path.replace('.', ',')}}}'")
        said = attrs.op("#>>", return_type=Text())(keys)
    else:
        reading = func.json_type if sort == Sort.flag else func.json_extract
        said = reading(attrs, literal_column(f"'$.{path}'"), type_=Text())
    if sort == Sort.number:
        return _number(said, postgresql=postgresql)
    longest = INSTANT if sort == Sort.instant else LONGEST
    begin = func.substr(said, literal_column("1"), literal_column(str(longest)), type_=Text())
    return begin.collate("C") if postgresql else begin


def _number(said: Any, *, postgresql: bool) -> ColumnElement[Any]:
    """A canonical number; on SQLite with the fifteen digits of a float."""
    if postgresql:
        digits = said.op("~", is_comparison=True)(
            literal_column(r"'^-?[0-9]{1,30}([.][0-9]{1,30})?$'")
        )
        return case((digits, cast(said, Numeric())))
    others = said.op("GLOB", is_comparison=True)(literal_column("'*[^0-9.-]*'"))
    return case((~others, cast(said, REAL())))


def answered(
    path: str, sort: Sort, comparison: str, value: Any, versions: Sequence[int], dialect: str
) -> ColumnElement[bool]:
    """Tickets of these service versions whose answer compares so with the value.

    `value` is read by its sort: a Decimal, a bool, or text in canonical form.
    """
    said = answer(Ticket.attrs, path, sort, dialect)
    version: ColumnElement[int] = Ticket.service_version_id.expression
    if dialect != "postgresql":
        version += literal_column("0")  # or SQLite reads all tickets of a version, by its index
        value = float(value) if sort == Sort.number else value
    value = str(value).lower() if sort == Sort.flag else value
    return version.in_(versions) & COMPARISONS[comparison](said, value)
