"""Withdraw 撤回: the applicant gives up what is not yet connected."""

from collections.abc import Sequence

from app.catalog.kinds import Field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.tickets.states import OPEN, TicketState
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.relations import received
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """Nobody has to say why."""
    return (reason_field(setting, "withdraw", required=False),)


def withdraw(move: Move) -> None:
    """Open tickets end; what was connected stays so, and then concludes the application."""
    for ticket in move.tickets:
        if ticket.state in OPEN:
            ticket.state = TicketState.withdrawn


ACTION = declare(
    Action(
        noun="applications",
        verb="withdraw",
        label=say("Withdraw"),
        permission=Permission.application_withdraw,
        relation=received,
        fields=fields,
        final=True,
        effect=withdraw,
        for_applicant=lambda _setting: True,
        tells=True,
        rank=290,
    )
)
