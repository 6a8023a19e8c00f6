"""Which tickets an actor sees, and the queries of their lists."""

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.tickets.states import OPEN


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of tickets (DOMAIN §1); nothing by default.

    A utility sees a ticket from its dispatch on: one that ended before is nobody's business.
    """
    if actor.may(Permission.ticket_read_all):
        return true()
    sent = Ticket.dispatched_at.is_not(None)
    views: list[ColumnElement[bool]] = []
    if actor.may(Permission.ticket_read_outlet):
        views.append(Ticket.first_receiver_id == actor.user_id)
        if actor.outlet_id is not None:
            views.append(Ticket.outlet_id == actor.outlet_id)
    if actor.may(Permission.ticket_read_own) and actor.organisation_id is not None:
        views.append((Ticket.organisation_id == actor.organisation_id) & sent)
    if actor.may(Permission.ticket_read_supervised) and actor.supervised_ids:
        views.append(Ticket.organisation_id.in_(sorted(actor.supervised_ids)) & sent)
    if actor.may(Permission.ticket_read_township) and actor.township:
        views.append((Ticket.township == actor.township) & sent)
    return or_(false(), *views)


def open_by_specialist(specialist_ids: list[int]) -> Select[int | None, int]:
    """Specialist → number of open tickets, for those who have any."""
    return (
        select(Ticket.specialist_id, func.count())
        .where(Ticket.specialist_id.in_(specialist_ids), Ticket.state.in_(OPEN))
        .group_by(Ticket.specialist_id)
    )
