"""What an action tells the outside: rows written in its own transaction (DESIGN §5)."""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.journal.models import Outbox
from app.tickets.models import Ticket
from app.workflow.setting import Row


def tell(session: Session, verb: str, rows: Iterable[Row]) -> None:
    """One message per changed ticket, to the organisation that holds it."""
    messages = [
        {
            "topic": f"ticket.{verb}",
            "subject_kind": Ticket.__tablename__,
            "subject_id": ticket.id,
            "organisation_id": ticket.organisation_id,
            "payload": {"number": ticket.number, "state": ticket.state, "stage": ticket.stage},
        }
        for ticket in rows
        if isinstance(ticket, Ticket)
    ]
    if messages:
        session.execute(insert(Outbox), messages)
