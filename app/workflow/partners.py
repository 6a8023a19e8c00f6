"""Telling other organisations about their own tickets, whichever application these belong to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import Catalogue
from app.journal.models import Notice
from app.sitework.models.digs import Dig
from app.tickets.models import Ticket
from app.workflow.digging import all_near, lies_near
from app.workflow.move import Abroad, Move
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
    move.abroad.append(Abroad(kind, told, list(digs)))


def tell_neighbours(move: Move, kind: str, new: Dig, **told: Any) -> None:
    """The same to whoever digs near an excavation that is just being planned."""
    move.abroad.append(Abroad(kind, told, near=new))


def notices_abroad(session: Session, moves: Iterable[Move], known: Catalogue) -> list[Notice]:
    """What all moves of a door call tell partners: two statements, where there is any to tell."""
    asked = [one for move in moves for one in move.abroad]
    around = all_near(session, [one.near for one in asked if one.near], known)
    told = [(one, sorted({dig.ticket_id for dig in _digs(one, around, known)})) for one in asked]
    partners = _addressees(session, {ticket for _, tickets in told for ticket in tickets})
    return [
        notice(one.kind, partners[ticket], **one.params)
        for one, tickets in told
        for ticket in tickets
    ]


def _digs(asked: Abroad, around: Sequence[Dig], known: Catalogue) -> Iterator[Dig]:
    yield from asked.digs
    if asked.near:
        yield from (one for one in around if lies_near(known, asked.near, one))


def _addressees(session: Session, ticket_ids: Iterable[int]) -> dict[int, Any]:
    ids = sorted(ticket_ids)
    if not ids:
        return {}
    names = ("id", "number", "application_id", "organisation_id")
    query = select(*(getattr(Ticket, name) for name in names)).where(Ticket.id.in_(ids))
    return {row.id: Addressee(*row) for row in session.execute(query)}
