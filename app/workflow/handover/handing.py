"""A person's open cases go to colleagues in one go: through the door, set by set."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Forbidden, Invalid, WrongState
from app.foundation.messages import say
from app.foundation.permissions import Permission as P
from app.people.queries import Colleague
from app.workflow.door import Ref, Result, perform
from app.workflow.hand_over import HOLDER, NOT_THEIRS, REASON, TO
from app.workflow.handover import owed
from app.workflow.handover.held import HANDED_OVER, Kind, ids

SET = 200
"""Rows of one transaction."""
VERB = "hand_over"


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one record."""

    kind: Kind
    id: int
    to: Colleague
    error: DomainError | None


def arranges(actor: Actor, person: Colleague) -> bool:
    """Whether the actor sees to this person's absence: their own, as their lead, as the office."""
    own = person.organisation_id is not None and person.organisation_id == actor.organisation_id
    own_led = own and actor.may(P.staff_arrange_own)
    return actor.may(P.staff_arrange) or own_led or actor.user_id == person.user_id


def dealt(rows: Sequence[int], hands: int) -> list[Sequence[int]]:
    """Evenly in turn, so that each gets as many, and of the urgent ones as many as of the rest."""
    return [rows[at::hands] for at in range(hands)]


def hand_over_all(
    person: Colleague, kinds: Collection[Kind], to: Sequence[Colleague], reason: str,
    actor: Actor,
) -> list[Handed]:  # fmt: skip
    """Everything of these kinds, evenly to these colleagues; each record with what became of it.

    Sent twice it finds nothing left. Raises Forbidden, or Invalid by field.
    """
    if not arranges(actor, person):
        raise Forbidden(NOT_THEIRS)
    if not to or not reason.strip():
        missing = TO if not to else REASON
        raise Invalid({missing: [say("This is required.")]})
    session: Session = db.session()
    chosen = [one for one in HANDED_OVER if one in kinds]
    found = {kind: ids(session, person, kind, actor) for kind in chosen}
    session.rollback()
    return [
        one
        for kind, rows in found.items()
        for hand, colleague in zip(dealt(rows, len(to)), to, strict=True)
        for one in _given(kind, hand, person, colleague, reason, actor)
    ]


def _given(
    kind: Kind, rows: Sequence[int], person: Colleague, to: Colleague, reason: str,
    actor: Actor,
) -> Iterator[Handed]:  # fmt: skip
    data = {HOLDER: person.username, TO: to.username, REASON: reason}
    for at in range(0, len(rows), SET):
        for one in _done(kind, rows[at : at + SET], person, to, data, actor):
            yield Handed(kind, one.id, to, _in_words(one.error, person, to))


def _done(
    kind: Kind, rows: Sequence[int], person: Colleague, to: Colleague, data: Mapping[str, Any],
    actor: Actor,
) -> list[Result]:  # fmt: skip
    if kind is Kind.actions:
        return owed.hand_over(rows, person, to, data[REASON], actor)
    return perform(kind, VERB, [Ref(one) for one in rows], actor, data)


def _in_words(error: DomainError | None, person: Colleague, to: Colleague) -> DomainError | None:
    """What a form says of its choices, as the result of a set says it."""
    if not isinstance(error, Invalid):
        return error
    if HOLDER in error.errors:
        return WrongState(say("It does not lie with %(name)s any more.", name=person.name))
    if TO in error.errors:
        return WrongState(say("%(name)s can't take this over.", name=to.name))
    return error
