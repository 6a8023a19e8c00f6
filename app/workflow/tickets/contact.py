"""Contact: the specialist speaks with the customer."""

from collections.abc import Sequence

from app.catalog.kinds import Field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.tickets.states import Stage
from app.workflow.action import Action, declare
from app.workflow.corrections import facts_of
from app.workflow.external_works import external_works_field
from app.workflow.move import Move
from app.workflow.official_form import PREFERRED_TIMES
from app.workflow.relations import worked
from app.workflow.setting import Setting
from app.workflow.surveys.standing import needs_none


def fields(_setting: Setting) -> Sequence[Field]:
    """What is known already: external works, and when the customer would like the survey."""
    return (external_works_field(required=False), PREFERRED_TIMES)


def contact(move: Move) -> None:
    """What is known of external works decides the way from here; so does that nobody surveys."""
    works = move.input.get("external_works")
    wishes = move.application.preferred_times
    move.application.preferred_times = move.input.get("preferred_times", wishes)
    if "answer_survey" in move.ticket.results and needs_none(move, move.ticket):
        move.ticket.stage = Stage.survey
    move.ticket.external_works = move.ticket.external_works if works is None else works
    move.ticket.facts = facts_of(move, move.ticket)


ACTION = declare(
    Action(
        noun="tickets",
        verb="contact",
        label=say("Record contact"),
        permission=Permission.ticket_contact,
        relation=worked,
        fields=fields,
        asks=frozenset({"external_works", "preferred_times"}),
        effect=contact,
        rank=20,
    )
)
