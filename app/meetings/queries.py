"""Which meetings and actions an actor sees, and which actions nobody was told of."""

from datetime import date

from sqlalchemy import ColumnElement, Select, exists, false, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.meetings.models import Meeting, MeetingAction, MeetingParticipant, MeetingSequence
from app.meetings.states import ActionState, Due


def visible_meetings(actor: Actor) -> ColumnElement[bool]:
    """All for those who read whole cases, else those that the own organisation takes part in."""
    if not actor.may(Permission.meeting_read):
        return false()
    if actor.may(Permission.application_read_all):
        return true()
    if actor.organisation_id is None:
        return false()
    return exists().where(
        MeetingParticipant.meeting_id == Meeting.id,
        MeetingParticipant.organisation_id == actor.organisation_id,
    )


def visible_actions(actor: Actor) -> ColumnElement[bool]:
    """All for those who read whole cases, else what the own organisation owes."""
    if not actor.may(Permission.meeting_read):
        return false()
    if actor.may(Permission.application_read_all):
        return true()
    if actor.organisation_id is None:
        return false()
    return MeetingAction.organisation_id == actor.organisation_id


def due_is(due: Due, today: date) -> ColumnElement[bool]:
    """Actions that stand so: `due` of the rules, as SQL."""
    if due in {Due.done, Due.cancelled}:
        return MeetingAction.state == ActionState(due)
    last = MeetingAction.due_on
    times = {Due.overdue: last < today, Due.today: last == today, Due.open: last > today}
    return (MeetingAction.state == ActionState.open) & times[due]


def untold(today: date) -> ColumnElement[bool]:
    """Overdue actions whose owner wasn't told."""
    return due_is(Due.overdue, today) & MeetingAction.told_at.is_(None)


def take_number(session: Session, year: int) -> int:
    """The year's next running number; rivals wait for this transaction."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(MeetingSequence).values(year=year, last=1)
    last: int = session.scalars(
        insert.on_conflict_do_update(
            index_elements=["year"], set_={"last": MeetingSequence.last + 1}
        ).returning(MeetingSequence.last),
        execution_options={"populate_existing": True},
    ).one()
    return last


def open_actions() -> Select[MeetingAction]:
    """What is still to do, the oldest due first."""
    query = select(MeetingAction).where(MeetingAction.state == ActionState.open)
    return query.order_by(MeetingAction.due_on, MeetingAction.id)
