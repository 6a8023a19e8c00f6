"""Decline 不予受理: with a reason and its legal basis."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.tickets.states import TicketState
from app.workflow.action import Action, declare
from app.workflow.applications.submit import submit
from app.workflow.move import Move
from app.workflow.reasons import declining_fields
from app.workflow.relations import received


def decline(move: Move) -> None:
    """No utility ever sees the tickets."""
    submit(move)
    for ticket in move.tickets:
        ticket.state = TicketState.declined


ACTION = declare(
    Action(
        noun="applications",
        verb="decline",
        label=say("Refuse acceptance"),
        permission=Permission.application_decline,
        relation=received,
        fields=declining_fields,
        final=True,
        effect=decline,
        rank=220,
    )
)
