"""Supplement 补正: the utility adds what the department asked for."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.approvals.relations import permit, requested
from app.workflow.move import Move
from app.workflow.setting import Setting


def fields(_setting: Setting) -> Sequence[Field]:
    """What is added."""
    added = {"id": "added", "type": "long_text", "label": say("What is added"), "max_length": 2000}
    return (make_field({**added, "required": True}),)


def supplement(move: Move) -> None:
    """Back to the department, and its time goes on."""
    move.tell("approval_supplemented", permit=permit(move))


ACTION = declare(
    Action(
        noun="approvals",
        verb="supplement",
        label=say("Supplement"),
        permission=Permission.approval_supplement,
        relation=requested,
        fields=fields,
        asks=frozenset({"added"}),
        effect=supplement,
        tells=True,
        rank=20,
    )
)
