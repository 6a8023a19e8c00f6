"""What the journal keeps of one action: an event per changed subject, personal values apart."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.foundation.actor import Actor
from app.journal.models import Event, EventPersonal
from app.journal.rules import PERSONAL, difference, digest
from app.tickets.models import MIRRORED, Ticket

Subject = Application | Ticket
BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at"})
# What repeats the application's columns is journalled there; `results` repeats the input.
UNTRACKED: dict[type[Subject], frozenset[str]] = {
    Application: frozenset(),
    Ticket: frozenset({"application_id", "results", *MIRRORED}),
}
NAMES = {
    model: tuple(one.key for one in inspect(model).column_attrs if one.key not in BOOKKEEPING)
    for model in UNTRACKED
}
TOLD = {
    model: tuple(name for name in names if name not in UNTRACKED[model])
    for model, names in NAMES.items()
}

Written = tuple[Event, list[EventPersonal]]
"""An event and its personal values."""


def snapshot(subject: Subject) -> dict[str, Any]:
    """Everything an action may change, as it is now."""
    # What is loaded is read past the instrumentation: it is done for every row of every action.
    loaded: Mapping[str, Any] = inspect(subject).dict
    return {
        name: loaded[name] if name in loaded else getattr(subject, name)
        for name in NAMES[type(subject)]
    }


def _changes(
    subject: Subject, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """What the subject's own events tell, as JSON values."""
    told = TOLD[type(subject)]
    old, new = ({name: values.get(name) for name in told} for values in (before, after))
    return {field: list(map(_plain, pair)) for field, pair in difference(old, new).items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def event_of(
    subject: Subject,
    verb: str,
    actor: Actor,
    values: tuple[Mapping[str, Any], Mapping[str, Any]],
    *,
    at: datetime,
    entered: Mapping[str, Any],
    on_behalf: str | None = None,
) -> Written:
    """The event of a change between two snapshots.

    The erasable rows of its personal values get their ids with the flush.
    """
    before, after = values
    changes = _changes(subject, before, after)
    personal = [set_apart(field, changes) for field in changes if field in PERSONAL]
    event = Event.by(
        actor,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        application_id=subject.application_id if isinstance(subject, Ticket) else subject.id,
        verb=verb,
        on_behalf=on_behalf,
        occurred_at=at,
        state_before=before.get("state"),
        state_after=after["state"],
        changes=changes,
        input={key: value for key, value in entered.items() if key not in PERSONAL},
    )
    return event, personal


def set_apart(field: str, changes: dict[str, list[Any]]) -> EventPersonal:
    """Move a personal value to the erasable table; the change keeps its digests."""
    salt = secrets.token_hex(8)
    before, after = changes[field]
    changes[field] = [digest(salt, before), digest(salt, after)]
    return EventPersonal(field=field, salt=salt, before=before, after=after)


def write(session: Session, events: Iterable[Written]) -> None:
    """One statement for all events without personal values, however many.

    Those with personal values need their ids, which SQLite tells row by row only.
    """
    pairs = list(events)
    if plain := [_row(event) for event, personal in pairs if not personal]:
        session.execute(insert(Event), plain)
    telling = [(event, personal) for event, personal in pairs if personal]
    session.add_all(event for event, _ in telling)
    session.flush()
    for event, personal in telling:
        for one in personal:
            one.event_id = event.id
    session.add_all(one for _, personal in telling for one in personal)


def _row(event: Event) -> dict[str, Any]:
    names = (one.key for one in inspect(Event).column_attrs)
    return {name: getattr(event, name) for name in names if name != "id"}


def last_events(session: Session, model: type[Subject], ids: Iterable[int]) -> dict[int, Event]:
    """The latest event of each subject, in one statement."""
    of_kind = (Event.subject_kind == model.__tablename__) & Event.subject_id.in_(list(ids))
    latest = select(func.max(Event.id)).where(of_kind).group_by(Event.subject_id)
    return {
        one.subject_id: one for one in session.scalars(select(Event).where(Event.id.in_(latest)))
    }
