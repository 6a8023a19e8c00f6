"""Suspend 暂停计时: hearing, inspection, expert review, with written notice (art. 45)."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.sla.states import Holder
from app.workflow.action import Action, declare
from app.workflow.approvals.relations import approval_of, decided, running
from app.workflow.move import Move
from app.workflow.tickets.suspend import ASKS, adds, check, explain, fields


def suspend(move: Move) -> None:
    """Asked for and explained as a ticket's pause is."""
    explain(move, Holder.department)
    approval_of(move).suspended_at = move.at


ACTION = declare(
    Action(
        noun="approvals",
        verb="suspend",
        label=say("Suspend"),
        permission=Permission.approval_suspend,
        relation=decided,
        guard=running,
        fields=fields,
        adds=adds,
        check=check,
        asks=ASKS,
        effect=suspend,
        undo="resume",
        rank=200,
    )
)
