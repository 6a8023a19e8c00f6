"""Urge 催办: those who wait, or answer for who waits, ask the utility to hurry (DOMAIN §10)."""

from datetime import timedelta

from app.foundation import clock
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.setting import Setting


def patient(setting: Setting) -> Message | None:
    """Not again before the county's interval of business hours has passed."""
    row, limits = setting.row, setting.timing.limits
    if limits is None or not isinstance(row, Ticket) or row.urged_at is None:
        return None
    interval = timedelta(hours=setting.catalogue.county.urge_interval)
    again = limits.calendar.add(row.urged_at, interval)
    if clock.now() >= again:
        return None
    at, then = (f"{clock.local(one):%Y-%m-%d %H:%M}" for one in (row.urged_at, again))
    return say("Urged at %(at)s already; again from %(then)s on.", at=at, then=then)


def urge(move: Move) -> None:
    """Marked on the ticket from when it is told to whoever holds it, which is now."""
    move.ticket.urged_at = clock.now()
    move.tell("urge", by=move.actor.name)


ACTION = declare(
    Action(
        noun="tickets",
        verb="urge",
        label=say("Urge"),
        permission=Permission.ticket_urge,
        guard=patient,
        effect=urge,
        tells=True,
        rank=230,
    )
)
