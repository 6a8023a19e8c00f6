"""Require rework 整改: the inspection found what has to be put right first."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.journal.states import Purpose
from app.tickets.states import Stage
from app.workflow.action import Action, declare
from app.workflow.attached import files_field
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """What is wrong, with photos."""
    defects = {"id": "defects", "type": "long_text", "label": say("Defects"), "max_length": 1000}
    return (
        make_field({**defects, "required": True}),
        files_field(setting, "photos", say("Photos"), purpose=Purpose.photo),
    )


def require_rework(move: Move) -> None:
    """Back to construction, to be inspected again."""
    move.ticket.stage = Stage.construct
    move.ticket.construction_started_at = None
    move.ticket.inspection_at = None


ACTION = declare(
    Action(
        noun="tickets",
        verb="require_rework",
        label=say("Require rework"),
        permission=Permission.ticket_require_rework,
        relation=worked,
        fields=fields,
        asks=frozenset({"defects", "photos"}),
        effect=require_rework,
        rank=160,
    )
)
