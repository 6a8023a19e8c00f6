"""Decline 不予办理: this utility can't; the others go on."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.reasons import declining_fields
from app.workflow.relations import worked_or_sent_back


def decline(_move: Move) -> None:
    """The state and the end time are written by the door."""


ACTION = declare(
    Action(
        noun="tickets",
        verb="decline",
        label=say("Decline"),
        permission=Permission.ticket_decline,
        relation=worked_or_sent_back,
        fields=declining_fields,
        asks=frozenset({"reason", "legal_basis"}),
        final=True,
        effect=decline,
        rank=220,
    )
)
