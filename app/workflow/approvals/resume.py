"""Resume 恢复计时."""

from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.approvals.relations import approval_of, decided
from app.workflow.move import Move
from app.workflow.setting import Setting


def suspended(setting: Setting) -> Message | None:
    """Only what stands still goes on."""
    if approval_of(setting).suspended_at is None:
        return say("Its time does not stand still.")
    return None


def resume(move: Move) -> None:
    """The clocks read the rest."""
    approval_of(move).suspended_at = None


ACTION = declare(
    Action(
        noun="approvals",
        verb="resume",
        label=say("Resume"),
        permission=Permission.approval_resume,
        relation=decided,
        guard=suspended,
        effect=resume,
        rank=15,
    )
)
