"""Suspend 挂起: work stands still for a reason that is not the utility's."""

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
    return (reason_field(setting, "suspend"),)


def suspend(_move: Move) -> None:
    """The state says it; the reason is journalled."""


ACTION = declare(
    Action(
        noun="tickets",
        verb="suspend",
        label=say("Suspend"),
        permission=Permission.ticket_suspend,
        relation=worked,
        fields=fields,
        asks=frozenset({"reason"}),
        effect=suspend,
        rank=200,
    )
)
