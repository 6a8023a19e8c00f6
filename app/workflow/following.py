"""Tickets whose joint digs others have decided on: what an action could not reach any more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import db
from app.foundation.actor import Actor
from app.sitework.models.digs import DigMergePart
from app.workflow.door import FACE, Ref, perform

BATCH = 50


def follow_up(batch: int = BATCH) -> int:
    """Let tickets follow their joint digs; how many did. Nothing to do costs one look at an index.

    Commits by itself.
    """
    session: Session = db.session()
    since = DigMergePart.to_follow_since
    found = session.execute(
        select(DigMergePart.ticket_id, since).where(since.is_not(None)).order_by(since).limit(batch)
    ).all()
    session.rollback()
    waiting = {ticket_id: at for ticket_id, at in reversed(found) if at}
    return sum(_follow(ticket_id, at.isoformat()) for ticket_id, at in waiting.items())


def _follow(ticket_id: int, at: str) -> bool:
    """Through the door like everybody; what somebody else has done meanwhile is done."""
    data = {"occurred_at": at}
    (result,) = perform("tickets", "follow_merge", [Ref(ticket_id)], Actor.system(FACE), data)
    return result.error is None
