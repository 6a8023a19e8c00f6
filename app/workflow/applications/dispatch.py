"""Dispatch 派单: to all chosen utilities at once; again for what was sent back."""

from app.applications.models import Application
from app.applications.states import ApplicationState
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.states import Stage, TicketState
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import received
from app.workflow.setting import Setting

UNSENT = frozenset({TicketState.waiting, TicketState.sent_back})


def something_to_send(setting: Setting) -> Message | None:
    """After the first dispatch there is work only when a ticket came back."""
    row = setting.row
    if isinstance(row, Application) and row.state == ApplicationState.accepted:
        return None
    if any(ticket.state in UNSENT for ticket in setting.tickets):
        return None
    return say("Every ticket is with its utility.")


def dispatch(move: Move) -> None:
    """Every utility gets its ticket at the same moment, with a specialist (DOMAIN §2.12)."""
    move.application.dispatched_at = move.application.dispatched_at or move.at
    for ticket in move.tickets:
        if ticket.state in UNSENT:
            ticket.state, ticket.stage = TicketState.dispatched, Stage.accept
            ticket.dispatched_at = move.at
            if ticket.specialist_id is None:
                specialist = move.directory.assign(ticket.organisation_id)
                ticket.specialist_id = specialist.id if specialist else None


ACTION = declare(
    Action(
        noun="applications",
        verb="dispatch",
        label=say("Dispatch"),
        permission=Permission.application_dispatch,
        relation=received,
        guard=something_to_send,
        effect=dispatch,
        tells=True,
        rank=25,
    )
)
