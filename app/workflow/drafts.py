"""Drafts of forms: kept while somebody types, gone when the form is sent, given up, or too old.

A draft is no record: it has no number, no state, no clock, and only its owner reads it. Each
filling-in of a form has its own, by the token that it was handed out with. Saving is one statement
in a transaction of its own that waits for nobody's rows. Accepting spends the token in the same
transaction as the form's work, so neither a crash nor a save that comes late leaves a draft of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, defer

from app.extensions import db
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Invalid, WrongState
from app.foundation.messages import say
from app.intake.models import FormDraft
from app.intake.queries import visible_drafts
from app.workflow.transaction import writing

KEPT = timedelta(days=7)
LARGEST = 64 * 1024
"""Of a draft, in characters."""
MOST = 20
"""So many are offered; of more the newest."""
BATCH = 500
TOO_LARGE = say("This is too much for a draft: save the form.")
SPENT = say("This form was sent already.")
KEY = ("person_id", "form", "record_id", "token")


@dataclass(frozen=True, slots=True)
class Place:
    """Which form of which record; 0 where it makes a new one."""

    form: str
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Filling:
    """One filling-in of a form, which its token tells from every other."""

    place: Place
    token: str


UNDRAFTED = Filling(Place(""), "")
"""A form of which nothing is kept."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a form: [name, value] of each input, and what its owner knows it by."""

    base_version: int
    answers: Sequence[tuple[str, str]]
    title: str = ""


def save(actor: Actor, filling: Filling, words: Words) -> FormDraft:
    """In place of what was kept of this filling-in before.

    Raises Invalid where it is too large, WrongState where the form was sent already.
    """
    kept = [list(one) for one in words.answers]
    if sum(len(name) + len(value) for name, value in kept) > LARGEST:
        raise Invalid({"": [TOO_LARGE]}, TOO_LARGE)
    draft = _draft(base_version=words.base_version, answers=kept, title=words.title)
    with writing() as session:
        if not _put(session, actor, filling, draft, FormDraft.spent.is_(False)):
            raise WrongState(SPENT)
    return FormDraft(**draft)


def spend(session: Session, actor: Actor, filling: Filling | None) -> None:
    """The form was accepted, by the caller's transaction: its draft goes, and none comes again."""
    if filling and filling.token and actor.user_id:
        _put(session, actor, filling, _draft(base_version=0, answers=[], title="", spent=True))


def _draft(**values: Any) -> dict[str, Any]:
    return {"spent": False, "saved_at": clock.now(), **values}


def _put(
    session: Session, actor: Actor, filling: Filling, draft: dict[str, Any],
    where: ColumnElement[bool] | None = None,
) -> bool:  # fmt: skip
    """Whether it was put there: not in place of one that `where` protects."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    place = filling.place
    key = dict(zip(KEY, (actor.user_id, place.form, place.record_id, filling.token), strict=True))
    made = dialect.insert(FormDraft).values(**key, **draft)
    put = made.on_conflict_do_update(index_elements=list(KEY), set_=draft, where=where)
    return session.scalar(put.returning(FormDraft.id)) is not None


def unfinished(session: Session, actor: Actor, place: Place) -> Sequence[FormDraft]:
    """The actor's own of this form, newest first, without their answers."""
    query = select(FormDraft).where(_at(actor, place)).options(defer(FormDraft.answers))
    return session.scalars(query.order_by(FormDraft.saved_at.desc()).limit(MOST)).all()


def find(session: Session, actor: Actor, filling: Filling) -> FormDraft | None:
    """The actor's own, unless it has expired or was sent."""
    here = _at(actor, filling.place) & (FormDraft.token == filling.token)
    return session.scalar(select(FormDraft).where(here))


def _at(actor: Actor, place: Place) -> ColumnElement[bool]:
    here = (FormDraft.form == place.form) & (FormDraft.record_id == place.record_id)
    fresh = (FormDraft.saved_at > clock.now() - KEPT) & FormDraft.spent.is_(False)
    return visible_drafts(actor) & here & fresh


def drop(actor: Actor, filling: Filling) -> None:
    """It was given up."""
    with writing() as session:
        here = _at(actor, filling.place) & (FormDraft.token == filling.token)
        session.execute(delete(FormDraft).where(here))


def expire() -> int:
    """Drafts older than a week; how many went. Where there are none, one look at an index."""
    old = FormDraft.saved_at <= clock.now() - KEPT
    session: Session = db.session()
    waits = session.scalar(select(exists().where(old)))
    session.rollback()
    if not waits:
        return 0
    with writing() as session:
        ids = session.scalars(select(FormDraft.id).where(old).limit(BATCH)).all()
        session.execute(delete(FormDraft).where(FormDraft.id.in_(ids)))
        return len(ids)
