"""Inspect 验收: the works are found in order."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.journal.states import Purpose
from app.workflow.action import Action, declare
from app.workflow.attached import files_field
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """What was found, with photos."""
    findings = {"id": "findings", "type": "long_text", "label": say("Findings"), "max_length": 1000}
    return (
        make_field(findings),
        files_field(setting, "photos", say("Photos"), purpose=Purpose.photo),
    )


def inspect(_move: Move) -> None:
    """On to the connection."""


ACTION = declare(
    Action(
        noun="tickets",
        verb="inspect",
        label=say("Record inspection"),
        permission=Permission.ticket_inspect,
        relation=worked,
        fields=fields,
        asks=frozenset({"findings", "photos"}),
        effect=inspect,
        rank=80,
    )
)
