"""The bulk writer: stories become rows, many of them in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, Table, func, insert, select, text
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.foundation import clock
from app.journal.models import Event, EventPersonal
from app.sitework.models.surveys import Survey, SurveyPart
from app.sla.models import Clock, Extension, SupervisionItem
from app.tickets.models import Ticket
from app.workflow.journalling import Written
from app.workflow.numbering import application_number, take_numbers
from app.workflow.seeding.story import Story

APPLICATION, TICKET, EVENT, PERSONAL, CLOCK, EXTENSION, SUPERVISION = (
    model.__table__
    for model in (Application, Ticket, Event, EventPersonal, Clock, Extension, SupervisionItem)
)
BESIDE = (Survey, SurveyPart)
"""What stands beside tickets, naming application and ticket by their ids; parents come first."""
Rows = list[dict[str, Any]]


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
    applications = _rows(APPLICATION, (one.case.application for one in stories))
    tickets = _rows(TICKET, (ticket for one in stories for ticket in one.case.tickets))
    _number(applications, reserve(session, APPLICATION, len(applications)))
    _number(tickets, reserve(session, TICKET, len(tickets)))
    for row in tickets:
        row["application_id"] += applications[0]["id"] - 1
    for table, rows in ((APPLICATION, applications), (TICKET, tickets)):
        session.execute(insert(table), rows)
    shifts = {"application": applications[0]["id"] - 1, "ticket": tickets[0]["id"] - 1}
    clocks = [clock for one in stories for clock in one.case.clocks]
    shifts["clock"] = _write_clocks(session, clocks, shifts)
    _write_beside(session, stories, shifts)
    _write_events(session, sorted((w for one in stories for w in one.events), key=_entered), shifts)
    return [row["id"] for row in applications]


def _write_clocks(session: Session, clocks: list[Clock], shifts: dict[str, int]) -> int:
    """How far their ids are from the provisional ones."""
    rows = _rows(CLOCK, clocks)
    _number(rows, reserve(session, CLOCK, len(rows)))
    for row in rows:
        row["subject_id"] += shifts[row["subject_kind"]]
        row["application_id"] += shifts["application"]
    session.execute(insert(CLOCK), rows)
    return rows[0]["id"] - 1 if rows else 0


def _write_beside(session: Session, stories: Sequence[Story], shifts: dict[str, int]) -> None:
    """Extensions, supervisions and what else was made; the database gives their ids."""
    extensions = _rows(EXTENSION, (row for one in stories for row in one.case.extensions))
    for row in extensions:
        row["clock_id"] += shifts["clock"]
        row["ticket_id"] += shifts["ticket"]
    supervisions = _rows(SUPERVISION, (row for one in stories for row in one.case.supervisions))
    for row in supervisions:
        row["subject_id"] += shifts[row["subject_kind"]]
        row["application_id"] += shifts["application"]
    made = [(model.__table__, _made(stories, model, shifts)) for model in BESIDE]
    for table, rows in ((EXTENSION, extensions), (SUPERVISION, supervisions), *made):
        for row in rows:
            del row["id"]
        if rows:
            session.execute(insert(table), rows)


def _made(stories: Sequence[Story], model: type[Any], shifts: dict[str, int]) -> Rows:
    cases = (one.case for one in stories)
    made = (row for one in cases for row in one.beside.of(model, one.application.id))
    rows = _rows(model.__table__, made)
    for row in rows:
        for subject in ("application", "ticket"):
            row[f"{subject}_id"] += shifts[subject]
    return rows


def _write_events(session: Session, written: list[Written], shifts: dict[str, int]) -> None:
    events = _rows(EVENT, (event for event, _ in written))
    _number(events, reserve(session, EVENT, len(events)))
    personal: Rows = []
    for row, (_, apart) in zip(events, written, strict=True):
        row["subject_id"] += shifts[row["subject_kind"]]
        row["application_id"] += shifts["application"]
        personal += [values | {"event_id": row["id"]} for values in _rows(PERSONAL, apart)]
    for values in personal:
        del values["id"]
    session.execute(insert(EVENT), events)
    session.execute(insert(PERSONAL), personal)


def _entered(written: Written) -> datetime:
    return written[0].recorded_at


def _rows(table: Table, objects: Iterable[Any]) -> Rows:
    names = tuple(column.key for column in table.columns)
    values = attrgetter(*names)
    return [dict(zip(names, values(one), strict=True)) for one in objects]


def _number(rows: Rows, first: int) -> None:
    """Consecutive ids: provisional ones begin at 1 and have no gaps."""
    for at, row in enumerate(rows, first):
        row["id"] = at
