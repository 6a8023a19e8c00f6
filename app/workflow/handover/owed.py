"""What was agreed at meetings goes to a colleague by name: whoever owes it may have no account."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Forbidden, NotFound, WrongState
from app.foundation.messages import say
from app.foundation.permissions import Permission as P
from app.meetings.models import MeetingAction
from app.meetings.queries import visible_actions
from app.meetings.states import ActionState
from app.people.queries import Colleague
from app.workflow.door import Result
from app.workflow.hand_over import NOT_THEIRS
from app.workflow.meetings.telling import Telling
from app.workflow.transaction import in_step, writing


def owed_by(person: Colleague) -> ColumnElement[bool]:
    """Open actions of the organisation on which this person's name stands."""
    return (
        (MeetingAction.state == ActionState.open)
        & (MeetingAction.organisation_id == person.organisation_id)
        & (MeetingAction.person == person.name)
    )


def hand_over(
    ids: Sequence[int], person: Colleague, to: Colleague, reason: str, actor: Actor
) -> list[Result]:
    """One transaction for the set, one result per action, in the order given."""
    with writing() as session, session.no_autoflush:
        rows = _locked(session, ids, actor)
        telling, results = Telling(session, actor), []
        for pk in ids:
            error = _refusal(rows.get(pk), person, to, actor)
            results.append(Result(pk, error))
            if error is None:
                _pass(rows[pk], to, reason, telling)
        in_step(session)
        session.flush()
        telling.write()
    return results


def _locked(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, MeetingAction]:
    query = select(MeetingAction).where(MeetingAction.id.in_(ids), visible_actions(actor))
    found = session.scalars(
        query.order_by(MeetingAction.id).with_for_update(),
        execution_options={"populate_existing": True},
    )
    return {one.id: one for one in found}


def _refusal(
    row: MeetingAction | None, person: Colleague, to: Colleague, actor: Actor
) -> DomainError | None:
    if row is None:
        return NotFound()
    own = row.organisation_id == actor.organisation_id
    arranges = actor.may(P.staff_arrange) or (own and actor.may(P.staff_arrange_own))
    if not arranges and person.user_id not in actor.people:
        return Forbidden(NOT_THEIRS)
    if row.state != ActionState.open or row.person != person.name:
        return WrongState(say("It does not lie with %(name)s any more.", name=person.name))
    if row.organisation_id != to.organisation_id:
        return WrongState(say("%(name)s can't take this over.", name=to.name))
    return None


def _pass(row: MeetingAction, to: Colleague, reason: str, telling: Telling) -> None:
    before, row.person = row.person, to.name
    row.version += 1
    changes = {"person": [before, to.name]}
    telling.journal(row, "action_hand_over", changes=changes, input={"reason": reason})
    told = {"text": row.text, "owner": to.name, "reason": reason}
    telling.case(row, "action_hand_over", **told)
