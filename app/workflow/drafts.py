"""Drafts of forms: kept while somebody types, gone when the form is sent, given up, or too old.

A draft is no record: it has no number, no state, no clock, and only its owner reads it. Saving is
one statement in a transaction of its own that waits for nobody's rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.extensions import db
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Invalid
from app.foundation.messages import say
from app.intake.models import FormDraft
from app.intake.queries import visible_drafts
from app.workflow.transaction import writing

KEPT = timedelta(days=7)
LARGEST = 64 * 1024
"""Of a draft, in characters."""
BATCH = 500
TOO_LARGE = say("This is too much for a draft: save the form.")
Answers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Which form of which record; 0 where it makes a new one."""

    form: str
    record_id: int = 0


def save(actor: Actor, place: Place, base_version: int, answers: Answers) -> FormDraft:
    """In place of the draft before; raises Invalid where it is too large."""
    kept = [list(one) for one in answers]
    if sum(len(name) + len(value) for name, value in kept) > LARGEST:
        raise Invalid({"": [TOO_LARGE]}, TOO_LARGE)
    draft: dict[str, Any] = {
        "base_version": base_version,
        "answers": kept,
        "saved_at": clock.now(),
    }
    key = {"person_id": actor.user_id, "form": place.form, "record_id": place.record_id}
    with writing() as session:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(
            dialect.insert(FormDraft)
            .values(**key, **draft)
            .on_conflict_do_update(index_elements=list(key), set_=draft)
        )
    return FormDraft(**key, **draft)


def find(session: Session, actor: Actor, place: Place) -> FormDraft | None:
    """The actor's own, unless it has expired."""
    fresh = FormDraft.saved_at > clock.now() - KEPT
    return session.scalar(select(FormDraft).where(_at(actor, place), fresh))


def drop(actor: Actor, place: Place) -> None:
    """It was sent, or given up."""
    with writing() as session:
        session.execute(delete(FormDraft).where(_at(actor, place)))


def _at(actor: Actor, place: Place) -> Any:
    here = (FormDraft.form == place.form) & (FormDraft.record_id == place.record_id)
    return visible_drafts(actor) & here


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
