"""Which schemes an actor sees, and those of a case."""

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import selectinload

from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.sitework.models.schemes import Scheme


def visible_to(actor: Actor, tickets: Select[int]) -> ColumnElement[bool]:
    """The one predicate of schemes: they are seen with the `tickets` that the actor sees."""
    if actor.may(Permission.ticket_read_all):
        return true()
    return Scheme.ticket_id.in_(tickets)


def of_application(application_id: int) -> Select[Scheme]:
    """All of a case with their fees, each ticket's in the order of its revisions."""
    return (
        select(Scheme)
        .where(Scheme.application_id == application_id)
        .options(
            selectinload(Scheme.lines),
            selectinload(Scheme.proposed_by),
            selectinload(Scheme.decided_by),
        )
        .order_by(Scheme.ticket_id, Scheme.revision)
    )
