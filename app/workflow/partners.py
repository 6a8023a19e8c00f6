"""Telling other organisations about their own tickets, whichever application these belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select

from app.sitework.models.digs import Dig
from app.tickets.models import Ticket
from app.workflow.move import Move
from app.workflow.notices import notice


@dataclass(frozen=True, slots=True)
class Addressee:
    """A ticket of a partner: what its own organisation may read about it, and nobody else."""

    id: int
    number: str
    application_id: int
    organisation_id: int
    __tablename__ = Ticket.__tablename__


def tell_partners(move: Move, kind: str, digs: Iterable[Dig], **told: Any) -> None:
    """A notice about its own ticket to whoever holds one of these excavations; once per ticket."""
    ids = sorted({one.ticket_id for one in digs})
    for one in _addressees(move, ids):
        move.told.append(partial(notice, kind, one, **told))


def _addressees(move: Move, ticket_ids: list[int]) -> Iterable[Any]:
    """One statement, where there is anybody to tell."""
    session = move.beside.session
    if session is None:
        return [one for one in move.tickets if one.id in ticket_ids]
    if not ticket_ids:
        return ()
    names = ("id", "number", "application_id", "organisation_id")
    columns = [getattr(Ticket, name) for name in names]
    query = select(*columns).where(Ticket.id.in_(ticket_ids)).order_by(Ticket.id)
    return [Addressee(*row) for row in session.execute(query)]
