"""Send back 退回: to the first receiver, because it isn't this utility's."""

from collections.abc import Sequence

from app.catalog.kinds import Field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """Why."""
    return (reason_field(setting, "send_back"),)


def send_back(move: Move) -> None:
    """Nobody holds it until it is dispatched or transferred again."""
    move.ticket.assignee_id = None


ACTION = declare(
    Action(
        noun="tickets",
        verb="send_back",
        label=say("Send back"),
        permission=Permission.ticket_send_back,
        relation=worked,
        fields=fields,
        asks=frozenset({"reason"}),
        effect=send_back,
        rank=210,
    )
)
