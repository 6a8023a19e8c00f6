"""Withdraw 撤回: the utility needs this permit no more."""

from collections.abc import Sequence

from app.catalog.kinds import Field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.approvals.relations import approval_of, permit, requested
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """Why."""
    return (reason_field(setting, "withdraw"),)


def withdraw(move: Move) -> None:
    """The state is written by the door."""
    approval = approval_of(move)
    approval.suspended_at = None
    move.tell("approval_withdrawn", permit=permit(move))


ACTION = declare(
    Action(
        noun="approvals",
        verb="withdraw",
        label=say("Withdraw"),
        permission=Permission.approval_withdraw,
        relation=requested,
        fields=fields,
        asks=frozenset({"reason"}),
        final=True,
        effect=withdraw,
        tells=True,
        rank=210,
    )
)
