"""Inspect 验收: the works are found in order."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked


def inspect(_move: Move) -> None:
    """On to the connection."""


ACTION = declare(
    Action(
        noun="tickets",
        verb="inspect",
        label=say("Record inspection"),
        permission=Permission.ticket_inspect,
        relation=worked,
        effect=inspect,
        rank=80,
    )
)
