"""Finish construction 施工结束."""

from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def started(setting: Setting) -> Message | None:
    """Nothing ends that has not begun."""
    row = setting.row
    if isinstance(row, Ticket) and row.construction_started_at is None:
        return say("Construction has not started.")
    return None


def finish_construction(_move: Move) -> None:
    """On to the inspection."""


ACTION = declare(
    Action(
        noun="tickets",
        verb="finish_construction",
        label=say("Finish construction"),
        permission=Permission.ticket_finish_construction,
        relation=worked,
        guard=started,
        effect=finish_construction,
        rank=71,
    )
)
