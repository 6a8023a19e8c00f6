"""Joint works on the pages of a ticket and of its application: who builds when, who waits."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext

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
    return _works(application, page.setting, {one.id for one in page.tickets})


def _works(application: Application, setting: Any, seen: set[int]) -> Mapping[str, Any]:
    tickets = setting.beside.of(Ticket, application.id)
    found = completion(application, tickets, setting)
    whose = setting.directory.by_id
    names = {one.id: _Named(display.named(whose.get(one.organisation_id)), ticket_name(one))
             for one in tickets}  # fmt: skip
    last = found.path[-1] if found.path else None
    return {
        "works": [
            _row(one, found, names, own=one.id in seen, sets=one.id == last) for one in tickets
        ],
        "path": [str(names[one]) for one in found.path],
        "completes": display.moment(found.expected[last]) if last is not None else "",
    }


class _Named(NamedTuple):
    """Whose ticket, and for what."""

    organisation: str
    service: str

    def __str__(self) -> str:
        return f"{self.organisation} · {self.service}"


def _row(
    ticket: Ticket,
    found: Completion,
    names: Mapping[int, _Named],
    *,
    own: bool,
    sets: bool,
) -> dict[str, Any]:
    ended = ticket.state in ENDED
    expected = found.expected.get(ticket.id)
    return {
        "name": str(names[ticket.id]),
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


def _waits(one: Dependency | None, names: Mapping[int, _Named]) -> dict[str, str] | None:
    if one is None:
        return None
    return {
        "for": gettext(
            "%(who)s, %(until)s",
            who=names[one.on_ticket_id].organisation,
            until=text(MILESTONE_LABELS[one.milestone]),
        ),
        "why": one.reason,
        "since": display.moment(one.since),
    }


def under_way(page: Any) -> bool:
    """Works are shown from the dispatch on."""
    tickets: Sequence[Ticket] = getattr(page, "tickets", ()) or [page.ticket]
    return any(one.dispatched_at is not None for one in tickets)
