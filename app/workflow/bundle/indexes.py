"""Expression indexes of the answers that lists are filtered by: the catalogue's, not a migration's.

See docs/adr/0004-answer-indexes.md.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    quoted_name,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlalchemy.sql.elements import Grouping

from app.catalog.kinds import Field, make_field
from app.foundation.base import Document
from app.tickets.models import Ticket
from app.tickets.queries import answer

PREFIX = "ix_ticket_answer_"
"""Of their names; Alembic looks past them."""
TRIGRAMS = "ix_trigram_"
"""Likewise: a migration makes these where PostgreSQL has pg_trgm, and tables can't say so."""
LONGEST = 30
"""Signs of the field's id in a name: PostgreSQL keeps 63 in all."""
PRESENT: Mapping[str, str] = {
    "postgresql": "SELECT indexname FROM pg_indexes"
    " WHERE schemaname = current_schema() AND tablename = :name",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = :name",
}


def keep_indexes(session: Session, services: Mapping[str, Mapping[str, Any]]) -> None:
    """Make the indexes that these documents ask for, drop the others; the caller commits.

    Nothing is done where nothing changed. Other writers of tickets wait until the commit.
    """
    dialect = session.get_bind().dialect
    found = session.scalars(text(PRESENT[dialect.name]), {"name": Ticket.__tablename__})
    present = {one for one in found if one.startswith(PREFIX)}
    wanted = {str(one.name): one for one in _wanted(services, dialect)}
    for name in sorted(present - set(wanted)):
        session.execute(DropIndex(Index(name, _table().c.id)))
    missing = [one for name, one in sorted(wanted.items()) if name not in present]
    for one in missing:
        session.execute(CreateIndex(one))
    if missing and dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {Ticket.__tablename__}"))


def migrated(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Alembic's `include_name`: what tables and migrations say alike: all but these indexes."""
    return kind != "index" or not (name or "").startswith((PREFIX, TRIGRAMS))


def _wanted(services: Mapping[str, Mapping[str, Any]], dialect: Dialect) -> Iterator[Index]:
    for document in services.values():
        for field in map(make_field, document["fields"]):
            if field.filterable:
                yield _index(field, dialect)


def _index(field: Field, dialect: Dialect) -> Index:
    """By its answers and then by id, as lists are ordered.

    Of all tickets: PostgreSQL doesn't look at the statistics of a partial index's expression. Its
    name tells what it is made of, so that another expression is another index.
    """
    table = _table()
    answers = [
        Grouping(answer(table.c.attrs, path, sort, dialect.name))
        for path, sort in field.sorts().items()
    ]
    index = Index(PREFIX, *answers, table.c.id)
    made_of = str(CreateIndex(index).compile(dialect=dialect))
    digest = hashlib.sha256(made_of.encode()).hexdigest()[:8]
    index.name = quoted_name(f"{PREFIX}{field.id[:LONGEST]}_{digest}", quote=None)
    return index


def _table() -> Table:
    """Tickets, apart from the model: an index would join the tables that migrations know."""
    columns = Column("id", Integer), Column("attrs", Document)
    return Table(Ticket.__tablename__, MetaData(), *columns)
