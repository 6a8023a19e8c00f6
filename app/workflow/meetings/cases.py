"""The applications and tickets that a meeting is about, by their numbers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.applications.queries import visible_to as visible_applications
from app.foundation.actor import Actor
from app.foundation.messages import Message, say
from app.tickets.models import Ticket
from app.tickets.queries import visible_to as visible_tickets

UNKNOWN = say("There is no application or ticket with this number.")


@dataclass(frozen=True, slots=True)
class Case:
    """One application or ticket, as far as meetings name it."""

    number: str
    application_id: int
    ticket_id: int | None
    organisation_id: int | None
    """Whoever holds it."""
    enterprise: str

    @property
    def columns(self) -> dict[str, Any]:
        """As agenda items and actions carry it."""
        return {
            "number": self.number,
            "application_id": self.application_id,
            "ticket_id": self.ticket_id,
        }


NOTHING: Mapping[str, Any] = {"number": None, "application_id": None, "ticket_id": None}


def cases_of(session: Session, numbers: Iterable[str | None], actor: Actor) -> dict[str, Case]:
    """Those of the numbers that the actor sees; two statements."""
    wanted = sorted({one for one in numbers if one})
    if not wanted:
        return {}
    found = _tickets(session, wanted, actor) | _applications(session, wanted, actor)
    return {one: found[one] for one in wanted if one in found}


def _tickets(session: Session, numbers: Collection[str], actor: Actor) -> dict[str, Case]:
    query = select(
        Ticket.number, Ticket.application_id, Ticket.id, Ticket.organisation_id, Ticket.enterprise
    ).where(Ticket.number.in_(numbers), visible_tickets(actor))
    return {row[0]: Case(*row) for row in session.execute(query)}


def _applications(session: Session, numbers: Collection[str], actor: Actor) -> dict[str, Case]:
    columns = Application.number, Application.id, Application.organisation_id
    query = select(*columns, Application.enterprise)
    query = query.where(Application.number.in_(numbers), visible_applications(actor))
    return {
        number: Case(number, pk, None, organisation_id, enterprise)
        for number, pk, organisation_id, enterprise in session.execute(query)
    }


def unknown(
    table: str, rows: Iterable[Mapping[str, Any]], cases: Mapping[str, Case]
) -> dict[str, list[Message | str]]:
    """The rows whose number is no case's."""
    return {
        f"{table}.{at}.number": [UNKNOWN]
        for at, one in enumerate(rows)
        if one.get("number") and one["number"] not in cases
    }


def owners(session: Session, rows: Iterable[Any]) -> dict[tuple[int, int | None], int | None]:
    """(application, ticket) of these rows → the organisation that holds it now; two statements."""
    pairs = {(one.application_id, one.ticket_id) for one in rows if one.application_id}
    tickets = {ticket for _, ticket in pairs if ticket}
    whole = {application for application, ticket in pairs if not ticket}
    held: dict[tuple[str, int], int | None] = {}
    for model, ids in ((Ticket, tickets), (Application, whole)):
        if ids:
            query = select(model.id, model.organisation_id).where(model.id.in_(sorted(ids)))
            held |= {(model.__tablename__, pk): owner for pk, owner in session.execute(query)}
    return {
        (application, ticket): held.get(
            ("ticket", ticket) if ticket else ("application", application)
        )
        for application, ticket in pairs
    }
