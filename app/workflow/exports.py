"""Rows that leave the house as a sheet: who took which list, and how many (DOMAIN §12)."""

from collections.abc import Mapping

from app.catalog.kinds import make_field
from app.foundation.actor import Actor
from app.foundation.messages import Message, say
from app.journal.models import Event
from app.workflow import journalling
from app.workflow.transaction import writing

VERBS: Mapping[str, Message] = {"export": say("List exported")}
TOLD = tuple(
    make_field(one)
    for one in (
        {"id": "list", "type": "text", "label": say("List")},
        {"id": "view", "type": "text", "label": say("Saved view")},
        {"id": "filters", "type": "text", "label": say("Filters"), "max_length": 2000},
        {"id": "rows", "type": "integer", "label": say("Rows")},
        {"id": "format", "type": "text", "label": say("Format")},
    )
)


def journal(actor: Actor, told: Mapping[str, str | int]) -> None:
    """An event of the account whose reader took it; raises nothing that stands for a refusal."""
    with writing() as session:
        event = Event.row(
            actor,
            subject_kind="account",
            subject_id=actor.user_id,
            verb="export",
            changes={},
            input={name: value for name, value in told.items() if value != ""},
        )
        journalling.write(session, [(event, [])])
