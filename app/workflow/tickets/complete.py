"""Complete 办结: the last one concludes the application."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked


def complete(_move: Move) -> None:
    """The state and the end time are written by the door."""


ACTION = declare(
    Action(
        noun="tickets",
        verb="complete",
        label=say("Complete"),
        permission=Permission.ticket_complete,
        relation=worked,
        final=True,
        effect=complete,
        rank=95,
    )
)
