"""Owners are told once of what they let pass; any number of workers may look (DESIGN §3)."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from app.extensions import db
from app.foundation import clock
from app.foundation.actor import Actor
from app.meetings.models import MeetingAction
from app.meetings.queries import untold
from app.workflow.meetings.telling import Telling
from app.workflow.transaction import writing

BATCH = 100
"""Actions in one transaction."""


def tell_overdue(batch: int = BATCH) -> int:
    """Tell the owners of overdue actions; how many were told. Commits by itself.

    Where nothing is overdue it is one look at the end of an index, without a lock.
    """
    today = clock.today()
    session: Session = db.session()
    waits = session.scalar(select(exists().where(untold(today))))
    session.rollback()
    if not waits:
        return 0
    query = select(MeetingAction).where(untold(today)).limit(batch)
    query = query.order_by(MeetingAction.due_on, MeetingAction.id)
    with writing() as session:
        found = session.scalars(
            query.with_for_update(skip_locked=True, of=MeetingAction).options(
                joinedload(MeetingAction.meeting)
            ),
            execution_options={"populate_existing": True},
        ).all()
        telling = Telling(session, Actor.system("worker"))
        for one in found:
            one.told_at = clock.now()
            named = {"number": one.meeting.number, "text": one.text}
            named["due_on"] = one.due_on.isoformat()
            telling.organisations("action_due", one, [one.organisation_id], **named)
        telling.write()
        return len(found)
