"""Who may do what to a meeting or an action now, and the row as the actor read it."""

from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Forbidden, NotFound, Stale, WrongState
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission as P
from app.meetings.models import Meeting, MeetingAction
from app.meetings.queries import visible_actions, visible_meetings
from app.meetings.states import ACTIONS, MEETINGS

T = TypeVar("T", Meeting, MeetingAction)
Seen = Collection[int] | None
"""Versions of the row that the actor may have seen; None for whichever."""
REFUSED = say("Your role does not grant this.")
MEETING_VERBS: dict[str, Message] = {
    "hold": say("Minutes"),
    "add_action": say("Add an action"),
    "edit": say("Edit"),
    "cancel": say("Call off"),
}
ACTION_VERBS: dict[str, Message] = {
    "complete": say("Report as done"),
    "reopen": say("Open again"),
    "cancel": say("Drop"),
}


def permit(actor: Actor) -> None:
    """Only people of the coordinating office keep meetings."""
    if not actor.may(P.meeting_edit):
        raise Forbidden(REFUSED)


def meeting_refusals(meeting: Meeting, actor: Actor) -> dict[str, DomainError | None]:
    """Verb → why it can't be done to this meeting now; None when it can."""
    if not actor.may(P.meeting_edit):
        return dict.fromkeys(MEETING_VERBS, Forbidden(REFUSED))
    return {verb: _wrong(MEETINGS.refusal(verb, meeting.state)) for verb in MEETING_VERBS}


def action_refusals(action: MeetingAction, actor: Actor) -> dict[str, DomainError | None]:
    """The same of an action: its owner reports, the office does everything."""
    found: dict[str, DomainError | None] = dict.fromkeys(ACTION_VERBS, Forbidden(REFUSED))
    mine = action.organisation_id == actor.organisation_id
    if actor.may(P.meeting_edit) or (mine and actor.may(P.meeting_action_complete)):
        found["complete"] = _wrong(ACTIONS.refusal("complete", action.state))
    if actor.may(P.meeting_edit):
        found |= {one: _wrong(ACTIONS.refusal(one, action.state)) for one in ("reopen", "cancel")}
    return found


def _wrong(why: Message | None) -> DomainError | None:
    return WrongState(why) if why else None


def meeting_for(session: Session, verb: str, pk: int, seen: Seen, actor: Actor) -> Meeting:
    """The meeting, ours until the commit; NotFound, Forbidden, Stale or WrongState."""
    found = _locked(session, Meeting, visible_meetings(actor), pk)
    return _allowed(found, meeting_refusals(found, actor)[verb], seen)


def action_for(session: Session, verb: str, pk: int, seen: Seen, actor: Actor) -> MeetingAction:
    """The action, ours until the commit; refused likewise."""
    found = _locked(session, MeetingAction, visible_actions(actor), pk)
    return _allowed(found, action_refusals(found, actor)[verb], seen)


def _locked(session: Session, model: type[T], scope: ColumnElement[bool], pk: int) -> T:
    table: Any = model
    query = select(table).where(table.id == pk, scope).with_for_update()
    row: T | None = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def _allowed(row: T, error: DomainError | None, seen: Seen) -> T:
    if isinstance(error, Forbidden):
        raise error
    if seen is not None and row.version not in seen:
        raise Stale(say("This record was changed after you opened it."))
    if error:
        raise error
    return row
