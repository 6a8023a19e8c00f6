"""Follow a joint dig 跟进合并开挖: what others decided, or its first day, reaches the ticket.

The house does it by itself; nobody is granted it.
"""

from app.foundation import clock
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.digging import joints
from app.workflow.merging import settle
from app.workflow.move import Move
from app.workflow.setting import Setting


def anything_new(setting: Setting) -> Message | None:
    """Something was decided elsewhere, or the ticket waits."""
    row = setting.row
    waits = isinstance(row, Ticket) and row.waits_until is not None
    news = waits or any(part.to_follow_since for one in joints(setting) for part in one.mine)
    return None if news else say("No joint dig has changed.")


def follow_merge(move: Move) -> None:
    """Waits for what is agreed now, and no longer; that the day has come is told."""
    ticket, awaited = move.ticket, move.ticket.waits_for
    came = ticket.waits_until is not None and ticket.waits_until <= clock.local(move.at).date()
    for joint in joints(move):
        for part in joint.mine:
            if part.to_follow_since:
                part.to_follow_since, part.version = None, part.version + 1
    settle(move)
    if came and ticket.waits_for is None:
        move.tell("dig_begins", merge=awaited)


ACTION = declare(
    Action(
        noun="tickets",
        verb="follow_merge",
        label=say("Follow a joint dig"),
        permission=Permission.ticket_follow_merge,
        guard=anything_new,
        effect=follow_merge,
        rank=114,
    )
)
