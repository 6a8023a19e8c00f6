"""Resume 恢复."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked


def resume(move: Move) -> None:
    """Back to where it stood; a pause that ended by itself is told to those who go on."""
    if move.actor.user_id is None:
        move.tell("resume")


ACTION = declare(
    Action(
        noun="tickets",
        verb="resume",
        label=say("Resume"),
        permission=Permission.ticket_resume,
        relation=worked,
        effect=resume,
        rank=15,
    )
)
