"""Claim 接单: somebody of the utility takes the ticket."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked


def claim(move: Move) -> None:
    """The claim is the receipt of the dispatch (DOMAIN §2.3)."""
    move.ticket.claimed_at = move.at
    move.ticket.assignee_id = move.actor.user_id


ACTION = declare(
    Action(
        noun="tickets",
        verb="claim",
        label=say("Claim"),
        permission=Permission.ticket_claim,
        relation=worked,
        effect=claim,
        rank=10,
    )
)
