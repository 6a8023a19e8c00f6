"""Record the survey 勘察结果: what was found on site, appointment or not (DOMAIN §2.5)."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.journal.states import Purpose
from app.workflow.action import Action, declare
from app.workflow.attached import files_field
from app.workflow.corrections import facts_of
from app.workflow.external_works import external_works_field
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting
from app.workflow.surveys import moving as surveys


def fields(setting: Setting) -> Sequence[Field]:
    """The finding, and what else was seen."""
    said = (("findings", say("Findings")), ("obstacles", say("Obstacles on the way")))
    return (
        external_works_field(required=True),
        *(
            make_field({"id": name, "type": "long_text", "label": label, "max_length": 1000})
            for name, label in said
        ),
        files_field(setting, "photos", say("Photos of the site"), purpose=Purpose.photo),
    )


def record_survey(move: Move) -> None:
    """The finding decides whether approvals and construction follow; others wait for nobody."""
    surveys.record(move)
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
        asks=frozenset({"external_works", "findings", "obstacles", "photos"}),
        effect=record_survey,
        rank=31,
    )
)
