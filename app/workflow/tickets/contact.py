"""Contact: the specialist speaks with the customer."""

from collections.abc import Sequence

from app.catalog.kinds import Field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.corrections import facts_of
from app.workflow.external_works import external_works_field
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(_setting: Setting) -> Sequence[Field]:
    """Whether there are external works, if it is known already."""
    return (external_works_field(required=False),)


def contact(move: Move) -> None:
    """What is known of external works decides the way from here."""
    works = move.input.get("external_works")
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
        asks=frozenset({"external_works"}),
        effect=contact,
        rank=20,
    )
)
