"""Which notices an actor should see."""

from sqlalchemy import ColumnElement, false, or_, true

from app.foundation.actor import Actor
from app.journal.models import Notice

TO_LEADS = "lead"
"""The audience of what only the leads of an organisation are told."""
TO_PERSON = "person"
"""The audience of what one person is told."""


def visible_notices(actor: Actor) -> ColumnElement[bool]:
    """Those of the actor's own organisation; what its leads are told, only as one of them.

    What one person is told is for that person, and for who stands in meanwhile.
    Who is told of a record that is not theirs any more is the faces' matter (access/scoped.py).
    """
    if actor.organisation_id is None:
        return false()
    mine = Notice.organisation_id == actor.organisation_id
    leads = actor.leads or any(one.leads for one in actor.stands_in_for)
    shared = or_(true() if leads else false(), Notice.audience != TO_LEADS)
    own = Notice.user_id.is_(None) | Notice.user_id.in_(sorted(actor.people))
    return mine & shared & own
