"""Stop waiting 解除等待: the works can go on without the other utility."""

from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.joint_works import waiting
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def one_waits(setting: Setting) -> Message | None:
    """Only who waits stops waiting."""
    row = setting.row
    if isinstance(row, Ticket) and row.depends_on_id is None:
        return say("This ticket waits for no other utility.")
    return None


def stop_waiting(move: Move) -> None:
    """By hand; when the other one gets there it ends by itself."""
    for one in waiting(move, move.ticket.application_id):
        if one.ticket_id == move.ticket.id:
            one.ended_at = max(move.at, one.since)
            one.version += 1
    move.ticket.depends_on_id = None


ACTION = declare(
    Action(
        noun="tickets",
        verb="stop_waiting",
        label=say("Stop waiting"),
        permission=Permission.ticket_stop_waiting,
        relation=worked,
        guard=one_waits,
        effect=stop_waiting,
        rank=151,
    )
)
