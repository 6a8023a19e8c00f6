"""Record the survey 勘察结果: what was found on site."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.corrections import facts_of
from app.workflow.external_works import external_works_field
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(_setting: Setting) -> Sequence[Field]:
    """The finding, and what else was seen."""
    findings = {"id": "findings", "type": "long_text", "label": say("Findings"), "max_length": 1000}
    return (external_works_field(required=True), make_field(findings))


def record_survey(move: Move) -> None:
    """The finding decides whether approvals and construction follow."""
    move.ticket.external_works = move.input["external_works"]
    move.ticket.facts = facts_of(move, move.ticket)


ACTION = declare(
    Action(
        noun="tickets",
        verb="record_survey",
        label=say("Record survey"),
        permission=Permission.ticket_record_survey,
        relation=worked,
        fields=fields,
        asks=frozenset({"external_works", "findings"}),
        effect=record_survey,
        rank=31,
    )
)
