"""Of what meetings are about, the cases that an actor sees: others stay without name and number."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.scoped import visible
from app.applications.models import Application
from app.foundation.actor import Actor
from app.foundation.messages import say
from app.tickets.models import Ticket

ANOTHER = say("Another case")
"""What is said of an item of the agenda whose case the reader doesn't see."""


class SeenCases:
    """Which of the cases of some agenda items and actions are seen; two statements for all."""

    def __init__(self, session: Session, rows: Iterable[Any], actor: Actor) -> None:
        concerned: Sequence[Any] = [one for one in rows if one.application_id is not None]
        tickets = {one.ticket_id for one in concerned if one.ticket_id}
        whole = {one.application_id for one in concerned if not one.ticket_id}
        self._tickets = _seen(session, Ticket, tickets, actor)
        self._applications = _seen(session, Application, whole, actor)

    def __contains__(self, row: Any) -> bool:
        """Whether the reader may know what the row is about; what is no case's is everybody's."""
        if row.application_id is None:
            return True
        if row.ticket_id is not None:
            return row.ticket_id in self._tickets
        return row.application_id in self._applications


def _seen(session: Session, model: Any, ids: set[int], actor: Actor) -> set[int]:
    if not ids:
        return set()
    query = select(model.id).where(model.id.in_(sorted(ids)), visible(model, actor))
    return set(session.scalars(query))
