"""Submit 提交: the draft becomes an application to be accepted."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import received


def submit(move: Move) -> None:
    """Note when it was handed in; a form decided on at the counter is submitted by that."""
    move.application.submitted_at = move.application.submitted_at or move.at


ACTION = declare(
    Action(
        noun="applications",
        verb="submit",
        label=say("Submit"),
        permission=Permission.application_submit,
        relation=received,
        effect=submit,
        rank=10,
    )
)
