"""Histories once more, by INSERT … SELECT: other ids, numbers and dates, all else the same."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.foundation import clock as house_clock
from app.workflow.seeding.apart import AT, OF, PLACE, TEMPORARY, Apart, place_of, set_apart
from app.workflow.seeding.ledger import CLOCK, SUBJECT, SUBJECTS, reserve, take
from app.workflow.seeding.moving import moved, prepare

NUMBER = Table(
    "demo_number",
    TEMPORARY,
    Column("place", Integer, primary_key=True),
    Column("old", String(32)),
    Column("new", String(32)),
    prefixes=["TEMPORARY"],
)
"""What the applications of one copy were called, and are."""
WEEKS, STAGGER = 4, timedelta(seconds=97)


def shift(turn: int) -> timedelta:
    """How far a copy is moved: back by weeks, so that weekdays stay, and by a little more."""
    return -timedelta(weeks=turn % WEEKS) - turn * STAGGER


class Copies:
    """The base set apart in temporary tables of the session's connection.

    The copy of a row gets the id `first + place`, `first` being the first one that was reserved
    for its table; so does every column that names it.
    """

    def __init__(self, session: Session, prefix: str, ids: Sequence[int]) -> None:
        self._session, self._prefix = session, prefix
        prepare(session.connection())
        TEMPORARY.create_all(session.connection())
        session.execute(insert(PLACE), [{"id": one, AT: at} for at, one in enumerate(ids)])
        self._tables = list(set_apart(session))
        applications = self._tables[0].rows.c
        read = select(applications.number, applications.created_at).order_by(applications[AT])
        self._base = session.execute(read).all()

    def copy(self, turn: int, size: int) -> None:
        """Insert the first `size` histories of the base once more: in one transaction."""
        by = shift(turn)
        self._name(by, size)
        first: dict[str, int] = {}
        for one in self._tables:
            if span := self._span(one.rows, size):
                first[one.source.name] = reserve(self._session, one.source, span)
                self._insert(one, by, first)
        self._silence(first[CLOCK.name])
        self._session.commit()

    def _silence(self, first: int) -> None:
        """What a copy's clocks reached long ago is told to nobody now."""
        passed = (CLOCK.c.id >= first) & (CLOCK.c.next_level_at <= house_clock.now())
        self._session.execute(update(CLOCK).where(passed).values(next_level_at=None))

    def _name(self, by: timedelta, size: int) -> None:
        """Take the numbers, in a transaction of their own: real applications must not wait."""
        base = self._base[:size]
        numbers = take(self._session, self._prefix, [row.created_at + by for row in base])
        self._session.commit()
        self._session.execute(delete(NUMBER))
        self._session.execute(
            insert(NUMBER),
            [
                {"place": at, "old": row.number, "new": new}
                for at, (row, new) in enumerate(zip(base, numbers, strict=True))
            ],
        )

    def _span(self, base: Table, size: int) -> int:
        highest: Select[int] = select(func.coalesce(func.max(base.c[AT]) + 1, 0))
        return self._session.scalars(highest.where(base.c[OF] < size)).one()

    def _insert(self, one: Apart, by: timedelta, first: Mapping[str, int]) -> None:
        base, table = one.rows, one.source
        given = {"id": base.c[AT] + first[table.name]}
        for column, kind in one.named.items():
            given[column] = base.c[place_of(column)] + _first(base, kind, first)
        if "number" in base.c:
            given["number"] = func.replace(base.c.number, NUMBER.c.old, NUMBER.c.new)
        dialect = self._session.get_bind().dialect.name
        values: Mapping[str, ColumnElement[Any]] = {
            column.name: given[column.name]
            if column.name in given
            else moved(dialect, column, base.c[column.name], by, NUMBER.c.old, NUMBER.c.new)
            for column in table.columns
        }
        rows = select(*values.values()).join_from(base, NUMBER, NUMBER.c.place == base.c[OF])
        self._session.execute(insert(table).from_select(list(values), rows.order_by(base.c[AT])))


def _first(base: Table, kind: str, first: Mapping[str, int]) -> ColumnElement[int]:
    """The first id of the table whose row is named; of a subject's kind where that is told."""
    if kind != SUBJECT:
        return literal(first[kind])
    known = {one: first[one] for one in SUBJECTS if one in first}
    return case(known, value=base.c.subject_kind)
