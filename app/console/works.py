"""Joint works on the pages of a ticket and of its application: who builds when, who waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.scoped import visible
from app.applications.models import Application
from app.console import display
from app.console.naming import record_url, ticket_name
from app.extensions import db
from app.foundation.labels import text
from app.sitework.models.joint_works import Dependency
from app.sitework.states.joint_works import MILESTONE_LABELS
from app.tickets.models import Ticket
from app.tickets.states import ENDED, STAGE_LABELS
from app.workflow.completion import Completion, completion


def of_case(page: Any) -> Mapping[str, Any]:
    """All tickets of the application: of those that the reader doesn't see, only when."""
    setting = page.offered[0].setting
    return _works(page.application, setting, {one.id for one in page.tickets})


def of_ticket(page: Any) -> Mapping[str, Any]:
    """The same, from the ticket."""
    application = db.session.get_one(Application, page.ticket.application_id)
    mine = select(Ticket.id).where(
        Ticket.application_id == application.id, visible(Ticket, page.actor)
    )
    return _works(application, page.setting, set(db.session.scalars(mine)))


def _works(application: Application, setting: Any, seen: set[int]) -> Mapping[str, Any]:
    query = select(Ticket).where(Ticket.application_id == application.id).order_by(Ticket.id)
    tickets = db.session.scalars(query.options(joinedload(Ticket.organisation))).all()
    found = completion(application, tickets, setting)
    names = {one.id: one for one in tickets}
    last = found.path[-1] if found.path else None
    return {
        "works": [
            _row(one, found, names, own=one.id in seen, sets=one.id == last) for one in tickets
        ],
        "path": [_name(names[one]) for one in found.path],
        "completes": display.moment(found.expected[last]) if last is not None else "",
    }


def _row(
    ticket: Ticket,
    found: Completion,
    names: Mapping[int, Ticket],
    *,
    own: bool,
    sets: bool,
) -> dict[str, Any]:
    ended = ticket.state in ENDED
    expected = found.expected.get(ticket.id)
    return {
        "name": _name(ticket),
        "url": record_url("tickets", ticket.id) if own else None,
        "stage": text(STAGE_LABELS[ticket.stage]) if own else "",
        "started": display.moment(ticket.construction_started_at),
        "inspection": display.moment(ticket.inspection_at),
        "connected": display.moment(ticket.connected_at),
        "waits": _waits(found.waiting.get(ticket.id), names),
        "expected": "" if ended or expected is None else display.moment(expected),
        "ended": ended and ticket.connected_at is None,
        "sets": sets,
    }


def _name(ticket: Ticket) -> str:
    return f"{display.named(ticket.organisation)} · {ticket_name(ticket)}"


def _waits(one: Dependency | None, names: Mapping[int, Ticket]) -> dict[str, str] | None:
    if one is None:
        return None
    return {
        "for": gettext(
            "%(who)s, %(until)s",
            who=display.named(names[one.on_ticket_id].organisation),
            until=text(MILESTONE_LABELS[one.milestone]),
        ),
        "why": one.reason,
        "since": display.moment(one.since),
    }


def under_way(page: Any) -> bool:
    """Works are shown from the dispatch on."""
    tickets: Sequence[Ticket] = getattr(page, "tickets", ()) or [page.ticket]
    return any(one.dispatched_at is not None for one in tickets)
