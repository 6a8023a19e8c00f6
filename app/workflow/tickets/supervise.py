"""Supervise 督办: the office demands something in writing, and a reply by a day (DOMAIN §10)."""

from collections.abc import Sequence
from decimal import Decimal

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sla.models import SupervisionItem
from app.sla.rules.deadline import Terms, due
from app.sla.states import UNIT_LABELS, Unit
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.setting import Setting

USUAL, MOST = 2, 20
"""Working days for a reply."""


def none_waits(setting: Setting) -> Message | None:
    """One at a time."""
    row = setting.row
    if not isinstance(row, Ticket) or row.reply_due_at is None:
        return None
    until = f"{clock.local(row.reply_due_at):%Y-%m-%d %H:%M}"
    return say("The last supervision waits for its reply, due %(until)s.", until=until)


def fields(_setting: Setting) -> Sequence[Field]:
    """What is demanded, and within how many working days a reply."""
    demand = {"id": "demand", "type": "long_text", "label": say("Demand"), "max_length": 500}
    return (
        make_field({**demand, "required": True}),
        make_field(
            {
                "id": "reply_within",
                "type": "integer",
                "label": say("Reply within"),
                "unit": UNIT_LABELS[Unit.workday],
                "min": 1,
                "max": MOST,
                "default": USUAL,
            }
        ),
    )


def supervise(move: Move) -> None:
    """An item that waits for its reply until that day's close."""
    ticket, limits = move.ticket, move.timing.limits
    assert limits is not None  # noqa: S101  # the door has read them
    terms = Terms(Unit.workday, Decimal(move.input["reply_within"]))
    ticket.reply_due_at = due(limits.calendar, move.at, terms)
    move.made.append(
        SupervisionItem(
            subject_kind=ticket.__tablename__,
            subject_id=ticket.id,
            application_id=ticket.application_id,
            organisation_id=ticket.organisation_id,
            number=ticket.number,
            demand=move.input["demand"],
            opened_by_id=move.actor.user_id,
            opened_at=move.at,
            reply_due_at=ticket.reply_due_at,
        )
    )
    reply_due_at = ticket.reply_due_at.isoformat()
    move.tell("supervise", demand=move.input["demand"], reply_due_at=reply_due_at)


ACTION = declare(
    Action(
        noun="tickets",
        verb="supervise",
        label=say("Supervise"),
        permission=Permission.ticket_supervise,
        guard=none_waits,
        fields=fields,
        asks=frozenset({"demand", "reply_within"}),
        effect=supervise,
        tells=True,
        rank=240,
    )
)
