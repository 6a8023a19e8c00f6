"""Which notices an actor should see."""

from sqlalchemy import ColumnElement, false, or_, true

from app.foundation.actor import Actor
from app.journal.models import Notice

TO_LEADS = "lead"
"""The audience of what only the leads of an organisation are told."""


def visible_notices(actor: Actor) -> ColumnElement[bool]:
    """Those of the actor's own organisation; what its leads are told, only as one of them.

    Who is told of a record that is not theirs any more is the faces' matter (access/scoped.py).
    """
    if actor.organisation_id is None:
        return false()
    mine = Notice.organisation_id == actor.organisation_id
    leads = actor.leads or any(one.leads for one in actor.stands_in_for)
    return mine & or_(true() if leads else false(), Notice.audience != TO_LEADS)
