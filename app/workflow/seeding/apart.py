"""The base of copies, set apart table by table, each row beside the places of what it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CreateTableAs,
    Integer,
    MetaData,
    Select,
    Table,
    and_,
    case,
    func,
    select,
)
from sqlalchemy.orm import Session

from app.workflow.seeding.ledger import APPLICATION, HISTORY, SUBJECT, SUBJECTS, referred

TEMPORARY = MetaData()
AT, OF = "demo_at", "demo_of"
"""Places of a row and of its application in temporary tables."""
PLACE = Table(
    "demo_place",
    TEMPORARY,
    Column("id", Integer, primary_key=True),
    Column(AT, Integer),
    prefixes=["TEMPORARY"],
)
"""The applications of the base, and their places from 0."""
NAMES = {one.name for one in HISTORY}


@dataclass(frozen=True)
class Apart:
    """Those rows of the `source` that belong to the base, in a temporary table.

    Each stands beside its place in the order of ids (AT), the place of its application (OF), and
    those of the rows that it names (`place_of`).
    """

    source: Table
    rows: Table
    named: Mapping[str, str]
    """Column → the table of the row that it names; SUBJECT where `subject_kind` tells it."""


def set_apart(session: Session) -> Iterator[Apart]:
    """Every table of a history, what is named before what names it; PLACE is filled."""
    known: dict[str, Table] = {APPLICATION.name: PLACE}
    for source in HISTORY:
        columns = {one.name: referred(one, NAMES) for one in source.columns}
        named = {name: kind for name, kind in columns.items() if kind}
        rows = _selected(source, named, known)
        statement = CreateTableAs(rows, f"demo_{source.name}", temporary=True)
        session.execute(statement)
        known[source.name] = statement.table
        yield Apart(source, statement.table, named)


def place_of(column: str) -> str:
    """Where the place of the row stands that this column names."""
    return f"demo_{column}"


def _selected(source: Table, named: Mapping[str, str], known: Mapping[str, Table]) -> Select[Any]:
    """With the places of all that its rows name; a row that names nothing of the base is none."""
    place = (func.row_number().over(order_by=source.c.id) - 1).label(AT)
    if source is APPLICATION:
        known_of = PLACE.c[AT].label(OF)
        return select(source, place, known_of).join(PLACE, PLACE.c.id == source.c.id)
    places: dict[str, ColumnElement[Any]] = {}
    joined: Any = source
    of: Any = None
    for column, kind in named.items():
        if kind == SUBJECT:
            joined, places[column] = _subjects(source, joined, known)
            continue
        other = known[kind].alias()
        joined = joined.join(other, other.c.id == source.c[column])
        places[column] = other.c[AT]
        of = other.c[AT] if kind == APPLICATION.name else other.c[OF]
    labelled = [one.label(place_of(column)) for column, one in places.items()]
    return select(source, place, of.label(OF), *labelled).select_from(joined)


def _subjects(
    source: Table, joined: Any, known: Mapping[str, Table]
) -> tuple[Any, ColumnElement[Any]]:
    """The subject's place, of whichever kind it is."""
    places = []
    for kind in SUBJECTS:
        other = known[kind].alias()
        mine = source.c.subject_kind == kind
        joined = joined.outerjoin(other, and_(mine, other.c.id == source.c.subject_id))
        places.append((mine, other.c[AT]))
    return joined, case(*places)
