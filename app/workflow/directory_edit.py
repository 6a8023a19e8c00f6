"""Editing the directory: versions compared, journalled, committed once, like the actions."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, Invalid, NotFound, Stale
from app.foundation.messages import say
from app.foundation.permissions import Permission as P
from app.journal.models import Event
from app.journal.rules import PERSONAL, difference
from app.people.models import Organisation, Outlet, Specialist
from app.people.queries import visible_organisations, visible_outlets, visible_specialists
from app.workflow import journalling
from app.workflow.drafts import UNDRAFTED, Filling, spend
from app.workflow.journalling import Written
from app.workflow.publication import announce
from app.workflow.transaction import writing

Entry = type[Organisation] | type[Outlet] | type[Specialist]
EDITABLE: Mapping[Entry, tuple[P, Callable[[Actor], ColumnElement[bool]]]] = {
    Organisation: (P.organisation_edit, visible_organisations),
    Outlet: (P.outlet_edit, visible_outlets),
    Specialist: (P.specialist_edit, visible_specialists),
}


def add_record(
    model: Entry, values: Mapping[str, Any], actor: Actor, *, sent: Filling = UNDRAFTED
) -> int:
    """A new row's id; raises Forbidden, or Invalid by field."""
    _permit(model, actor)
    with writing() as session:
        _check_code(session, model, values)
        (row,) = add_all(session, model, [values], actor)
        spend(session, actor, sent)
        return int(row.id)


def edit_record(
    model: Entry, pk: int, version: int, values: Mapping[str, Any], actor: Actor,
    *, sent: Filling = UNDRAFTED,
) -> None:  # fmt: skip
    """Change a row as the actor saw it; raises Forbidden, NotFound, Stale, or Invalid by field."""
    _permit(model, actor)
    with writing() as session:
        row = _locked(session, model, pk, actor)
        if row.version != version:
            raise Stale(say("This record was changed after you opened it."))
        edit_all(session, [(row, values)], actor)
        spend(session, actor, sent)


def add_all(
    session: Session, model: Entry, rows: Iterable[Mapping[str, Any]], actor: Actor
) -> list[Any]:
    """New rows with codes that nobody has, within the caller's transaction."""
    made = [model(**values) for values in rows]
    session.add_all(made)
    session.flush()
    journalling.write(session, [_told("create", row, {}, actor) for row in made])
    announce(session)
    return made


def edit_all(session: Session, rows: Iterable[tuple[Any, Mapping[str, Any]]], actor: Actor) -> None:
    """Change rows that the caller has locked."""
    changed = []
    for row, values in rows:
        before = _snapshot(row)
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        if session.is_modified(row):
            row.version += 1
            changed.append((row, before))
    session.flush()
    journalling.write(session, [_told("edit", row, before, actor) for row, before in changed])
    if changed:
        announce(session)


def _permit(model: Entry, actor: Actor) -> None:
    if not actor.may(EDITABLE[model][0]):
        raise Forbidden(say("Your role does not grant this."))


def _locked(session: Session, model: Any, pk: int, actor: Actor) -> Any:
    visible = EDITABLE[model][1](actor)
    query = select(model).where(model.id == pk, visible).with_for_update()
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def _check_code(session: Session, model: Any, values: Mapping[str, Any]) -> None:
    if session.scalar(select(model.id).where(model.code == values["code"])):
        raise Invalid({"code": [say("This code is taken.")]})


def _snapshot(row: Any) -> dict[str, Any]:
    names = (one.key for one in inspect(type(row)).column_attrs)
    return {one: getattr(row, one) for one in names if one not in journalling.BOOKKEEPING}


def _told(verb: str, row: Any, before: Mapping[str, Any], actor: Actor) -> Written:
    changes = difference(before, _snapshot(row))
    personal = journalling.apart_from(changes, PERSONAL)
    event = Event.row(
        actor, subject_kind=row.__tablename__, subject_id=row.id, verb=verb, changes=changes
    )
    return event, personal
