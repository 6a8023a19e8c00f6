"""Reply to a supervision 督办回复."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.office import tell_office
from app.workflow.relations import worked
from app.workflow.setting import Setting


def one_waits(setting: Setting) -> Message | None:
    """Even when the ticket has ended meanwhile."""
    row = setting.row
    if isinstance(row, Ticket) and row.reply_due_at is None:
        return say("No supervision waits for a reply.")
    return None


def fields(_setting: Setting) -> Sequence[Field]:
    """The reply in words."""
    reply = {"id": "reply", "type": "long_text", "label": say("Reply"), "max_length": 1000}
    return (make_field({**reply, "required": True}),)


def reply_supervision(move: Move) -> None:
    """The item is answered; the office hears of it."""
    item = move.timing.supervision
    assert item is not None  # noqa: S101  # the ticket's column stands for it
    item.reply, item.replied_at = move.input["reply"], move.at
    item.replied_by_id = move.actor.user_id
    item.version += 1
    move.ticket.reply_due_at = None
    tell_office(move, "reply")


ACTION = declare(
    Action(
        noun="tickets",
        verb="reply_supervision",
        label=say("Reply to the supervision"),
        permission=Permission.ticket_reply_supervision,
        relation=worked,
        guard=one_waits,
        fields=fields,
        asks=frozenset({"reply"}),
        effect=reply_supervision,
        rank=97,
    )
)
