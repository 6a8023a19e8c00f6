"""Schedule the inspection 约定验收: one time for all whose works are inspected (DOMAIN §2.8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.tickets.states import Stage, TicketState
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting

HERE = frozenset({Stage.construct, Stage.inspect})


def fields(_setting: Setting) -> Sequence[Field]:
    """When, and whether the others of the application come too."""
    today = clock.local(clock.now()).replace(hour=10, minute=0, second=0, microsecond=0)
    example = (today + timedelta(days=1)).isoformat()
    return (
        make_field(
            {"id": "inspection_at", "type": "datetime", "label": say("Inspection at")}
            | {"required": True, "examples": [example]}
        ),
        make_field(
            {"id": "joint", "type": "boolean", "label": say("Joint inspection"), "default": True}
            | {"help": say("The others whose works are under way are asked to the same time.")}
        ),
    )


def partners(move: Move) -> list[Ticket]:
    """Tickets of the application that are built or wait for their inspection."""
    return [
        one
        for one in move.tickets
        if one is not move.row and one.stage in HERE and one.state is TicketState.in_progress
    ]


def schedule_inspection(move: Move) -> None:
    """Whoever can't come makes a time of their own: nobody waits for the others."""
    at = datetime.fromisoformat(move.input["inspection_at"])
    move.ticket.inspection_at = at
    if move.input["joint"]:
        for one in partners(move):
            one.inspection_at = at
            move.tell("inspection", about=one, by=move.actor.name, inspection_at=at.isoformat())


ACTION = declare(
    Action(
        noun="tickets",
        verb="schedule_inspection",
        label=say("Schedule inspection"),
        permission=Permission.ticket_schedule_inspection,
        relation=worked,
        fields=fields,
        asks=frozenset({"inspection_at", "joint"}),
        effect=schedule_inspection,
        tells=True,
        rank=81,
    )
)
