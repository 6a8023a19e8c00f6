"""Histories once more, by INSERT … SELECT: other ids, numbers and dates, all else the same."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CreateTableAs,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.foundation import clock as house_clock
from app.workflow.seeding.ledger import (
    APPLICATION,
    BESIDE,
    CLOCK,
    EVENT,
    EXTENSION,
    PERSONAL,
    SUPERVISION,
    TICKET,
    reserve,
    take,
)
from app.workflow.seeding.moving import moved, prepare

TEMPORARY = MetaData()
PLACE = Table(
    "demo_place",
    TEMPORARY,
    Column("id", Integer, primary_key=True),
    Column("place", Integer),
    prefixes=["TEMPORARY"],
)
"""The applications of the base, and their places from 0."""
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

    Each row stands beside its `place` in the order of ids and that of its application, `of`. Its
    copy gets the id `first + place`.
    """

    def __init__(self, session: Session, prefix: str, ids: Sequence[int]) -> None:
        self._session, self._prefix = session, prefix
        prepare(session.connection())
        TEMPORARY.create_all(session.connection())
        session.execute(insert(PLACE), [{"id": one, "place": at} for at, one in enumerate(ids)])
        self._applications = self._apart(APPLICATION, _placed(APPLICATION, APPLICATION.c.id))
        self._tickets = self._apart(TICKET, _placed(TICKET, TICKET.c.application_id))
        self._clocks = self._apart(CLOCK, _of_subjects(CLOCK, self._tickets))
        self._events = self._apart(EVENT, _of_subjects(EVENT, self._tickets))
        events, tickets, clocks = self._events, self._tickets, self._clocks
        self._personal = self._apart(
            PERSONAL, _beside(PERSONAL, events, events.c.id == PERSONAL.c.event_id)
        )
        self._supervisions = self._apart(
            SUPERVISION, _beside(SUPERVISION, tickets, tickets.c.id == SUPERVISION.c.subject_id)
        )
        of_clock = clocks.c.id == EXTENSION.c.clock_id
        self._extensions = self._apart(
            EXTENSION, _beside(EXTENSION, clocks, of_clock, clocks.c.subject)
        )
        self._beside: dict[Table, Table] = {
            table: self._apart(table, _of_tickets(table, tickets))
            for table in (model.__table__ for model in BESIDE)
        }
        applications = self._applications.c
        read = select(applications.number, applications.created_at).order_by(applications.place)
        self._base = session.execute(read).all()

    def _apart(self, table: Table, rows: Select[Any]) -> Table:
        statement = CreateTableAs(rows, f"demo_{table.name}", temporary=True)
        self._session.execute(statement)
        return statement.table

    def copy(self, turn: int, size: int) -> None:
        """Insert the first `size` histories of the base once more: in one transaction."""
        by = shift(turn)
        self._name(by, size)
        first = {
            base: reserve(self._session, table, self._span(base, size))
            for table, base in (
                (APPLICATION, self._applications), (TICKET, self._tickets),
                (CLOCK, self._clocks), (EVENT, self._events),
            )
        }  # fmt: skip
        application, ticket, clock, event = first.values()
        self._insert(APPLICATION, self._applications, by, application, number=NUMBER.c.new)
        self._insert(
            TICKET, self._tickets, by, ticket, application_id=self._tickets.c.of + application
        )
        for table, base, at in ((CLOCK, self._clocks, clock), (EVENT, self._events, event)):
            of_ticket = base.c.subject_kind == TICKET.name
            self._insert(
                table, base, by, at,
                application_id=base.c.of + application,
                subject_id=base.c.subject + case((of_ticket, ticket), else_=application),
            )  # fmt: skip
        self._silence(clock)
        self._insert(PERSONAL, self._personal, by, None, event_id=self._personal.c.place + event)
        self._insert(
            SUPERVISION, self._supervisions, by, None,
            application_id=self._supervisions.c.of + application,
            subject_id=self._supervisions.c.place + ticket,
        )  # fmt: skip
        self._insert(
            EXTENSION, self._extensions, by, None,
            clock_id=self._extensions.c.place + clock,
            ticket_id=self._extensions.c.subject + ticket,
        )  # fmt: skip
        for table, base in self._beside.items():
            self._insert(
                table, base, by, None,
                application_id=base.c.of + application, ticket_id=base.c.place + ticket,
            )  # fmt: skip
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
        query: Select[int] = select(func.max(base.c.place) + 1).where(base.c.of < size)
        return self._session.scalars(query).one()

    def _insert(
        self,
        table: Table,
        base: Table,
        by: timedelta,
        first: int | None,
        **given: ColumnElement[Any],
    ) -> None:
        if first is not None:
            given["id"] = base.c.place + first
        dialect = self._session.get_bind().dialect.name
        if "number" in base.c:
            given.setdefault("number", func.replace(base.c.number, NUMBER.c.old, NUMBER.c.new))
        values: Mapping[str, ColumnElement[Any]] = {
            column.name: given[column.name]
            if column.name in given
            else moved(dialect, column, base.c[column.name], by, NUMBER.c.old, NUMBER.c.new)
            for column in table.columns
            if column.name in base.c
        }
        order = [base.c[one] for one in ("at", "place") if one in base.c]
        rows = select(*values.values()).join_from(base, NUMBER, NUMBER.c.place == base.c.of)
        self._session.execute(insert(table).from_select(list(values), rows.order_by(*order)))


def _placed(table: Table, application_id: ColumnElement[int], *more: Any) -> Select[Any]:
    place = (func.row_number().over(order_by=table.c.id) - 1).label("place")
    return select(table, place, PLACE.c.place.label("of"), *more).join(
        PLACE, PLACE.c.id == application_id
    )


def _of_subjects(table: Table, tickets: Table) -> Select[Any]:
    """Clocks or events with the place of their subject."""
    of_ticket = (table.c.subject_kind == TICKET.name) & (table.c.subject_id == tickets.c.id)
    subject = case((tickets.c.id.is_(None), PLACE.c.place), else_=tickets.c.place).label("subject")
    return _placed(table, table.c.application_id, subject).outerjoin(tickets, of_ticket)


def _beside(
    table: Table, base: Table, belongs: ColumnElement[bool], *more: ColumnElement[Any]
) -> Select[Any]:
    """Rows that belong to those of `base`: the place is theirs, and the database gives the ids."""
    columns = [column for column in table.columns if column.name != "id"]
    return select(*columns, base.c.place, base.c.of, *more).join(base, belongs)


def _of_tickets(table: Table, tickets: Table) -> Select[Any]:
    """What stands beside tickets, `at` its place in the order of ids."""
    at = table.c.id.label("at")
    return _beside(table, tickets, tickets.c.id == table.c.ticket_id, at)
