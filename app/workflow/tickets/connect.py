"""Connect 接通: the service reaches the customer."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked


def connect(move: Move) -> None:
    """What counts as connected in every figure."""
    move.ticket.connected_at = move.at


ACTION = declare(
    Action(
        noun="tickets",
        verb="connect",
        label=say("Connect"),
        permission=Permission.ticket_connect,
        relation=worked,
        effect=connect,
        rank=90,
    )
)
