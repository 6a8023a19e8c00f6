"""Which schemes an actor sees, and those of a case."""

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload

from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.sitework.models.schemes import Scheme


def visible_to(actor: Actor, tickets: Select[int]) -> ColumnElement[bool]:
    """The one predicate of schemes: they are seen with the `tickets` that the actor sees."""
    if actor.may(Permission.ticket_read_all):
        return true()
    return Scheme.ticket_id.in_(tickets)


def of_application(application_id: int) -> Select[Scheme]:
    """All of a case with their fees, in the order of revisions; joined, so ask for `unique()`."""
    return (
        select(Scheme)
        .where(Scheme.application_id == application_id)
        .options(
            joinedload(Scheme.lines),
            joinedload(Scheme.proposed_by),
            joinedload(Scheme.decided_by),
        )
        .order_by(Scheme.ticket_id, Scheme.revision)
    )
