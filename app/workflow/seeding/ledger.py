"""The bulk writer: stories become rows, many of them in one transaction."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, Table, func, insert, select, text
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.approvals.models import Approval, ApprovalPackage
from app.foundation import clock
from app.foundation.base import reading
from app.journal.models import Event, EventPersonal
from app.sitework.models.digs import Dig
from app.sitework.models.schemes import FeeLine, Scheme
from app.sitework.models.surveys import Survey, SurveyPart
from app.sla.models import Clock, Extension, SupervisionItem
from app.tickets.models import Ticket
from app.workflow.journalling import Written
from app.workflow.numbering import application_number, take_numbers
from app.workflow.seeding.story import Story

APPLICATION, TICKET, APPROVAL, EVENT, PERSONAL, CLOCK, EXTENSION, SUPERVISION = (
    model.__table__
    for model in (
        *(Application, Ticket, Approval, Event, EventPersonal),
        *(Clock, Extension, SupervisionItem),
    )
)
BESIDE: tuple[Table, ...] = tuple(
    model.__table__
    for model in (Survey, SurveyPart, Scheme, FeeLine, Dig, ApprovalPackage, Approval)
)
"""What the actions of a history make beside its tickets; what is named comes first."""
HISTORY = (APPLICATION, TICKET, *BESIDE, CLOCK, EXTENSION, SUPERVISION, EVENT, PERSONAL)
SUBJECTS = tuple(one.name for one in (APPLICATION, TICKET, APPROVAL))
"""What clocks and events may be of."""
Rows = list[dict[str, Any]]
SUBJECT = "subject"
BY_VALUE: Mapping[str, str] = {
    "application_id": APPLICATION.name,
    "ticket_id": TICKET.name,
    "subject_id": SUBJECT,
}
"""Columns that name a row without a foreign key."""


def reserve(session: Session, table: Table, count: int) -> int:
    """The first of `count` consecutive ids that nobody else gets.

    On PostgreSQL other writers of the table wait until this transaction ends; on SQLite there is
    only one writer anyway.
    """
    if session.get_bind().dialect.name != "postgresql":
        query: Select[int] = select(func.coalesce(func.max(table.c.id), 0) + 1)
        return session.scalars(query).one()
    session.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    last: int = session.scalars(
        select(func.setval(sequence, func.nextval(sequence) + count - 1))
    ).one()
    return last - count + 1


def take(session: Session, prefix: str, instants: Sequence[datetime]) -> list[str]:
    """A number for each application entered at these instants."""
    days = [clock.local(at).date() for at in instants]
    running = {
        day: iter(take_numbers(session, day, many)) for day, many in sorted(Counter(days).items())
    }
    return [application_number(prefix, day, next(running[day])) for day in days]


def write(session: Session, stories: Sequence[Story]) -> list[int]:
    """Insert stories with real ids, events in the order of their entry; the applications' ids.

    Nothing is put into the outbox: what happened long ago is not told to anybody now.
    """
    shifts: dict[str, int] = {}
    cases = [one.case for one in stories]
    written = sorted((w for one in stories for w in one.events), key=_entered)
    made = _by_table(row for case in cases for row in case.beside)
    for table, objects in (
        (APPLICATION, [case.application for case in cases]),
        (TICKET, [one for case in cases for one in case.tickets]),
        *((table, made.pop(table, [])) for table in BESIDE),
        (CLOCK, [one for case in cases for one in case.clocks]),
        (EXTENSION, [one for case in cases for one in case.extensions]),
        (SUPERVISION, [one for case in cases for one in case.supervisions]),
    ):
        ids = _insert(session, table, _rows(table, objects), shifts)
        if table is APPLICATION:
            applications = ids
    if made:
        raise LookupError(f"histories don't know how to write {[one.name for one in made]}")
    ids = _insert(session, EVENT, [event for event, _ in written], shifts)
    personal = [
        values | {"event_id": pk}
        for pk, (_, apart) in zip(ids, written, strict=True)
        for values in _rows(PERSONAL, apart)
    ]
    for values in personal:
        del values["id"]
    session.execute(insert(PERSONAL), personal)
    return applications


def _by_table(rows: Iterable[Any]) -> dict[Table, list[Any]]:
    found: dict[Table, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.__table__].append(row)
    return found


def _insert(session: Session, table: Table, rows: Rows, shifts: dict[str, int]) -> list[int]:
    """Write rows under real ids, and remember how far those are from the provisional ones."""
    if not rows:
        return []
    first = reserve(session, table, len(rows))
    shifts[table.name] = first - 1
    references = [(one.name, kind) for one in table.columns if (kind := referred(one, shifts))]
    for at, row in enumerate(rows, first):
        row["id"] = at
        for name, kind in references:
            if row[name] is not None:
                row[name] += shifts[row["subject_kind"] if kind == SUBJECT else kind]
    session.execute(insert(table), rows)
    return [row["id"] for row in rows]


def referred(column: Column[Any], names: Container[str]) -> str | None:
    """The table of these whose ids a column holds; SUBJECT where `subject_kind` names it."""
    by_value = BY_VALUE.get(column.name)
    ids = (key.column for key in column.foreign_keys if key.column.primary_key)
    return by_value or next((one.table.name for one in ids if one.table.name in names), None)


def _entered(written: Written) -> datetime:
    recorded_at: datetime = written[0]["recorded_at"]
    return recorded_at


def _rows(table: Table, objects: Iterable[Any]) -> Rows:
    names = tuple(column.key for column in table.columns)
    values = reading(*names)
    return [dict(zip(names, values(one), strict=True)) for one in objects]
