"""Request approvals 行政审批: the utility applies for the permits in one go (DOMAIN §2.7)."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked


def request_approvals(_move: Move) -> None:
    """The permits are asked for; the way to construction is free."""


ACTION = declare(
    Action(
        noun="tickets",
        verb="request_approvals",
        label=say("Request approvals"),
        permission=Permission.ticket_request_approvals,
        relation=worked,
        effect=request_approvals,
        rank=60,
    )
)
