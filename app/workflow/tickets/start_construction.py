"""Start construction 施工开始."""

from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def not_started(setting: Setting) -> Message | None:
    """Once."""
    row = setting.row
    if isinstance(row, Ticket) and row.construction_started_at:
        return say("Construction has started already.")
    return None


def start_construction(move: Move) -> None:
    """When digging began."""
    move.ticket.construction_started_at = move.at


ACTION = declare(
    Action(
        noun="tickets",
        verb="start_construction",
        label=say("Start construction"),
        permission=Permission.ticket_start_construction,
        relation=worked,
        guard=not_started,
        effect=start_construction,
        rank=70,
    )
)
