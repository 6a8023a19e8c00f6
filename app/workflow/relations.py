"""Who has to do with a row: the second half of every permission (the first is the role)."""

from app.applications.models import Application
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.tickets.states import TicketState
from app.workflow.setting import Setting


def is_received(setting: Setting) -> bool:
    """The actor's outlet took the application, or the actor is its first receiver."""
    row, actor = setting.row, setting.actor
    if actor.user_id is None:
        return True
    if not actor.may(Permission.application_read_outlet):
        return False
    entered = isinstance(row, Application) and row.entered_by_id in actor.people
    mine = row.first_receiver_id in actor.people or entered
    return mine or (actor.outlet_id is not None and row.outlet_id == actor.outlet_id)


def is_worked(setting: Setting) -> bool:
    """The ticket is the actor's own organisation's."""
    row, actor = setting.row, setting.actor
    if actor.user_id is None:
        return True
    mine = row.organisation_id is not None and row.organisation_id == actor.organisation_id
    return mine and actor.may(Permission.ticket_read_own)


def received(setting: Setting) -> Message | None:
    """Applications are handled by the outlet that took them."""
    if is_received(setting):
        return None
    return say("Only the outlet that took the application, or its first receiver, can do this.")


def worked(setting: Setting) -> Message | None:
    """Tickets are worked by the organisation that holds them."""
    if is_worked(setting):
        return None
    return say("Only the organisation that holds the ticket can do this.")


def worked_or_received(setting: Setting) -> Message | None:
    """The applicant's own steps may be recorded by the utility or the first receiver."""
    return None if is_received(setting) else worked(setting)


def worked_or_sent_back(setting: Setting) -> Message | None:
    """What was sent back lies with the first receiver again; otherwise it is the utility's."""
    row = setting.row
    if isinstance(row, Ticket) and row.state == TicketState.sent_back:
        return received(setting)
    return worked(setting)
