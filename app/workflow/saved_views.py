"""Saving views of lists, changing and deleting them; what others see is journalled."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.kinds import Field, clean_form, make_field
from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, Invalid, NotFound, Stale
from app.foundation.messages import Message, say
from app.journal.models import Event
from app.people.models import SavedView
from app.people.queries import visible_views
from app.people.rules import changes_view, sharings
from app.people.states import SHARING_LABELS, Sharing
from app.workflow import journalling
from app.workflow.transaction import writing

NAME = {"id": "name", "type": "text", "label": say("Name"), "max_length": 60, "required": True}
SHARED = {"id": "sharing", "type": "choice", "label": say("Who sees it")}
NOT_YOURS = say("Only its owner and whoever shares views so may change this.")
LONGEST = 2000
"""Signs of a query."""
VERBS: Mapping[str, Message] = {
    "save_view": say("View saved for others"),
    "change_view": say("Shared view changed"),
    "delete_view": say("Shared view deleted"),
}
TOLD = tuple(
    make_field(one)
    for one in (
        {"id": "name", "type": "text", "label": say("Name")},
        {
            **SHARED,
            "choices": [{"code": one, "label": said} for one, said in SHARING_LABELS.items()],
        },
    )
)


def fields(actor: Actor, view: SavedView | None = None) -> tuple[Field, ...]:
    """Its name, and who sees it, where the actor has a choice; as they are of `view`."""
    now = {"name": view.name, "sharing": view.sharing} if view else {}
    offered = [one for one in Sharing if one in sharings(actor) or one == now.get("sharing")]
    choices = [{"code": one, "label": SHARING_LABELS[one]} for one in offered]
    asked = {**SHARED, "choices": choices, "required": True}
    both = (NAME, asked) if len(offered) > 1 else (NAME,)
    defaults = {"sharing": Sharing.mine, **now}
    return tuple(
        make_field(one | ({"default": defaults[one["id"]]} if one["id"] in defaults else {}))
        for one in both
    )


def save(list_name: str, query: str, data: Mapping[str, Any], actor: Actor) -> int:
    """The new view's id; raises Invalid by field."""
    if actor.user_id is None:
        raise Forbidden(say("This needs an account."))
    clean = clean_form(fields(actor), data)
    with writing() as session:
        row = SavedView(
            list_name=list_name,
            name=clean["name"],
            query=_fitting(query),
            sharing=Sharing(clean.get("sharing") or Sharing.mine),
            owner_id=actor.user_id,
            organisation_id=actor.organisation_id,
        )
        _check_name(session, row)
        session.add(row)
        session.flush()
        if row.sharing is not Sharing.mine:
            _journal(session, "save_view", row, actor)
        return row.id


def change(pk: int, version: int, data: Mapping[str, Any], query: str | None, actor: Actor) -> None:
    """Another name, other readers, and with `query` other rows.

    Raises NotFound, Forbidden, Stale, or Invalid by field.
    """
    with writing() as session:
        row = _locked(session, pk, version, actor)
        clean = clean_form(fields(actor, row), data)
        before, sharing = row.sharing, Sharing(clean.get("sharing") or row.sharing)
        if sharing is Sharing.organisation and before is not sharing:
            row.organisation_id = actor.organisation_id
        row.name, row.sharing, row.version = clean["name"], sharing, version + 1
        row.query = row.query if query is None else _fitting(query)
        with session.no_autoflush:
            _check_name(session, row)
        if {before, sharing} != {Sharing.mine}:
            _journal(session, "change_view", row, actor)


def delete(pk: int, version: int, actor: Actor) -> None:
    """For everybody who saw it; raises NotFound, Forbidden, Stale."""
    with writing() as session:
        row = _locked(session, pk, version, actor)
        if row.sharing is not Sharing.mine:
            _journal(session, "delete_view", row, actor)
        session.delete(row)


def _locked(session: Session, pk: int, version: int, actor: Actor) -> SavedView:
    query = select(SavedView).where(SavedView.id == pk, visible_views(actor))
    row: SavedView | None = session.scalar(
        query.with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    if not changes_view(actor, row):
        raise Forbidden(NOT_YOURS)
    if row.version != version:
        raise Stale(say("This record was changed after you opened it."))
    return row


def _fitting(query: str) -> str:
    if len(query) > LONGEST:
        raise Invalid({"": [say("The filters are too long to be kept.")]})
    return query


def _check_name(session: Session, row: SavedView) -> None:
    """Names are told apart among the views that are shared alike; the database holds it too."""
    same = {
        Sharing.mine: SavedView.owner_id == row.owner_id,
        Sharing.organisation: SavedView.organisation_id == row.organisation_id,
        Sharing.everyone: SavedView.list_name == row.list_name,
    }[row.sharing]
    query = select(SavedView.id).where(
        same,
        SavedView.sharing == row.sharing,
        SavedView.list_name == row.list_name,
        SavedView.name == row.name,
    )
    if row.id is not None:
        query = query.where(SavedView.id != row.id)
    if session.scalar(query.limit(1)) is not None:
        raise Invalid({"name": [say("There is a view of this name already.")]})


def _journal(session: Session, verb: str, row: SavedView, actor: Actor) -> None:
    told = {"name": row.name, "sharing": str(row.sharing)}
    subject = {"subject_kind": "saved_view", "subject_id": row.id}
    event = Event.row(actor, verb=verb, changes={}, input=told, **subject)
    journalling.write(session, [(event, [])])
