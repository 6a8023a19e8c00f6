"""What the journal keeps of one action: an event per changed subject, personal values apart."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session

from app.applications.models import FOUND_BY, Application
from app.approvals.models import MIRRORED as MIRRORED_BY_APPROVALS
from app.approvals.models import Approval
from app.catalog.kinds import Field
from app.catalog.queries import Catalogue
from app.foundation.actor import Actor
from app.foundation.base import reading, row_of
from app.journal.models import Event, EventPersonal
from app.journal.rules import PERSONAL, difference, digest
from app.tickets.models import MIRRORED, Ticket
from app.workflow.standing_in import absent_holder, in_place_of

Subject = Application | Ticket | Approval
BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at"})
LIGHT = frozenset({"soon_at", "left_seconds"})
DERIVED = frozenset({"pending_approvals", "stage_since", "lane"})
# What repeats the application's columns is journalled there; `results` repeats the input; what
# a case is found by repeats the case.
UNTRACKED: dict[type[Subject], frozenset[str]] = {
    Application: LIGHT | {*FOUND_BY},
    Ticket: frozenset({"application_id", "results", *MIRRORED}) | DERIVED | LIGHT,
    Approval: frozenset({"application_id", "results", "facts", *MIRRORED_BY_APPROVALS}) | LIGHT,
}
NAMES = {
    model: tuple(one.key for one in inspect(model).column_attrs if one.key not in BOOKKEEPING)
    for model in UNTRACKED
}
READ = {model: reading(*names) for model, names in NAMES.items()}
TOLD = {
    model: tuple(name for name in names if name not in UNTRACKED[model])
    for model, names in NAMES.items()
}

Written = tuple[dict[str, Any], list[EventPersonal]]
"""The row of an event and its personal values."""
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Deed:
    """What all events of one action have in common."""

    verb: str
    actor: Actor
    catalogue: Catalogue


def snapshot(subject: Subject) -> dict[str, Any]:
    """Everything an action may change, as it is now."""
    kind = type(subject)
    return dict(zip(NAMES[kind], READ[kind](subject), strict=True))


def unchanged(subject: Subject, before: Mapping[str, Any]) -> bool:
    """Whether it looks like in this snapshot."""
    return READ[type(subject)](subject) == tuple(before.values())


def _changes(
    subject: Subject, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """What the subject's own events tell, as JSON values."""
    told = [one for one in TOLD[type(subject)] if before.get(one) != after[one]]
    old, new = ({name: values.get(name) for name in told} for values in (before, after))
    return {field: list(map(_plain, pair)) for field, pair in difference(old, new).items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def event_of(
    deed: Deed,
    subject: Subject,
    values: tuple[Mapping[str, Any], Mapping[str, Any]],
    *,
    at: datetime,
    entered: Mapping[str, Any] = NOTHING,
    asked: Sequence[Field] = (),
    on_behalf: str | None = None,
) -> Written:
    """The event of a change between two snapshots, `entered` in a form that `asked` these fields.

    The erasable rows of its personal values get their ids when they are written.
    """
    before, after = values
    changes = _changes(subject, before, after)
    personal = apart_from(changes, _personal(subject, deed.catalogue))
    event = Event.row(
        deed.actor,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        application_id=subject.id if isinstance(subject, Application) else subject.application_id,
        verb=deed.verb,
        on_behalf=on_behalf,
        **in_place_of(absent_holder(deed.actor, before)),
        occurred_at=at,
        state_before=before.get("state"),
        state_after=after["state"],
        changes=changes,
        input=_input(subject, asked, entered, personal),
    )
    return event, personal


def _personal(subject: Subject, catalogue: Catalogue) -> Collection[str]:
    """The columns and answers of this row that identify a person, as changes name them."""
    if isinstance(subject, Application):
        return PERSONAL
    if isinstance(subject, Approval):
        return ()
    form = catalogue.version(subject.service_version_id)
    answers = [f"attrs.{one.id}" for one in form.fields if one.personal]
    return answers + [f"facts.{one.id}" for one in form.facts if one.field.personal]


def apart_from(changes: dict[str, list[Any]], paths: Collection[str]) -> list[EventPersonal]:
    """Move the values of these paths to the erasable table; the changes keep their digests."""
    personal = []
    for path in [one for one in changes if one in paths]:
        salt = secrets.token_hex(8)
        before, after = changes[path]
        changes[path] = [digest(salt, before), digest(salt, after)]
        personal.append(EventPersonal(field=path, salt=salt, before=before, after=after))
    return personal


def _input(
    subject: Subject,
    asked: Sequence[Field],
    entered: Mapping[str, Any],
    personal: list[EventPersonal],
) -> dict[str, Any]:
    """What was entered, its personal values apart as `input.<id>`.

    Those that correct a column or a ticket's answer (`<service>.<id>`) are told by that change.
    """
    kept = dict(entered)
    for name in [one.id for one in asked if one.apart and one.id in entered]:
        value = kept.pop(name)
        if "." not in name and name not in TOLD[type(subject)]:
            salt = secrets.token_hex(8)
            kept[name] = digest(salt, value)
            personal.append(EventPersonal(field=f"input.{name}", salt=salt, after=value))
    return kept


def write(session: Session, events: Iterable[Written]) -> dict[tuple[str, int], int]:
    """The events in one statement and their personal values in another, however many.

    (table, row id) → the event of that subject, of those with values set apart.
    """
    written = list(events)
    rows = [event for event, _ in written]
    if any(apart for _, apart in written):
        ids = reserve(session, Event, len(rows))
        rows = [row | {"id": one} for row, one in zip(rows, ids, strict=True)]
    if rows:
        session.execute(insert(Event), rows)
    personal = [
        row_of(one) | {"event_id": row["id"]}
        for row, (_, apart) in zip(rows, written, strict=True)
        for one in apart
    ]
    if personal:
        session.execute(insert(EventPersonal), personal)
    apart = {one["event_id"] for one in personal}
    return {
        (row["subject_kind"], row["subject_id"]): row["id"]
        for row in rows
        if row.get("id") in apart
    }


def reserve(session: Session, model: Any, count: int) -> Sequence[int]:
    """Ids for so many new rows, in order; on SQLite this transaction is the only writer."""
    if session.get_bind().dialect.name != "postgresql":
        first = session.scalars(select(func.coalesce(func.max(model.id), 0) + 1)).one()
        return range(first, first + count)
    sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
    each = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return sorted(session.scalars(each))


def last_events(session: Session, kind: str, ids: Iterable[int]) -> dict[int, Event]:
    """The latest event of each subject of this kind, in one statement."""
    of_kind = (Event.subject_kind == kind) & Event.subject_id.in_(list(ids))
    latest = select(func.max(Event.id)).where(of_kind).group_by(Event.subject_id)
    return {
        one.subject_id: one for one in session.scalars(select(Event).where(Event.id.in_(latest)))
    }
