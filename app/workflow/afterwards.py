"""Entry after the fact 补录: how early something can have happened (DOMAIN §4)."""

from datetime import datetime

from app.applications.models import Application
from app.tickets.models import Ticket
from app.tickets.states import Stage
from app.workflow.action import Action
from app.workflow.setting import Setting


def earliest(action: Action, setting: Setting) -> datetime | None:
    """When that happened which the action follows; None for the receipt and for the house itself.

    A step on the way follows the one before it. What is done beside the way (suspend, urge …) may
    be entered in any order, but nobody does it to a record that isn't theirs yet.
    """
    row = setting.row
    if setting.actor.user_id is None:
        return None
    if isinstance(row, Application):
        known = (row.submitted_at, row.accepted_at, row.dispatched_at)
        return _last(*known) if action.leads_on else row.submitted_at or row.accepted_at
    if not isinstance(row, Ticket):
        return _last(row.requested_at, row.suspended_at)
    step = action.step
    if not step.passes and len(step.stages) != 1:
        return row.dispatched_at
    begun = row.construction_started_at if row.stage is Stage.construct else None
    return _last(row.dispatched_at, row.stage_since, begun)


def _last(*instants: datetime | None) -> datetime | None:
    return max(filter(None, instants), default=None)
