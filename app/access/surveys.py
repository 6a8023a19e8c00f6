"""Of a joint survey: tickets that are not seen tell only what being joint needs."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.scoped import visible
from app.foundation.actor import Actor
from app.sitework.models.surveys import Survey
from app.tickets.models import Ticket


def tickets_seen(session: Session, surveys: Iterable[Survey], actor: Actor) -> dict[int, Ticket]:
    """The tickets that take part in these, as far as the actor sees them, by id; one statement.

    Who works each of them comes along.
    """
    ids = sorted({part.ticket_id for one in surveys for part in one.parts})
    people = joinedload(Ticket.assignee), joinedload(Ticket.specialist)
    query = select(Ticket).where(Ticket.id.in_(ids), visible(Ticket, actor)).options(*people)
    return {one.id: one for one in session.scalars(query)} if ids else {}
