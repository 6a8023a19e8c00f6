"""Accept 受理: checked with the customer, complete and correct; accepted for all utilities."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.applications.submit import submit
from app.workflow.move import Move
from app.workflow.relations import received


def accept(move: Move) -> None:
    """The door notes who thereby becomes the first receiver (DOMAIN §2.3)."""
    submit(move)
    move.application.accepted_at = move.at


ACTION = declare(
    Action(
        noun="applications",
        verb="accept",
        label=say("Accept"),
        permission=Permission.application_accept,
        relation=received,
        effect=accept,
        rank=20,
    )
)
