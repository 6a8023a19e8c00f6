"""Prepare a change of a calendar; it comes into force when another person confirms it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Invalid, WrongState
from app.foundation.messages import say
from app.sla.models import CalendarProposal, CalendarVersion
from app.workflow.calendars.proposals import (
    REJECTED,
    STALE,
    check,
    in_force,
    journal,
    name_of,
    pending,
    permit,
    told_changes,
)
from app.workflow.drafts import UNDRAFTED, Filling, spend
from app.workflow.publication import alone
from app.workflow.transaction import writing

Change = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""From the document as it would be to the document as it shall be."""


def propose(
    calendar: str, change: Change, actor: Actor,
    *, note: str | None = None, sent: Filling = UNDRAFTED,
) -> int:  # fmt: skip
    """The id of the actor's waiting proposal, which further changes are added to.

    One that leaves nothing to change is taken back. Raises Forbidden, NotFound, Invalid
    (`document`), WrongState when another person's waits.
    """
    permit(actor)
    with writing() as session:
        prepared = prepare(session, calendar, change, actor, note=note)
        spend(session, actor, sent)
        return prepared.id


def prepare(
    session: Session, calendar: str, change: Change, actor: Actor, *, note: str | None = None
) -> CalendarProposal:
    """The same within the caller's transaction."""
    permit(actor)
    alone(session)
    now, waiting = in_force(session, calendar), pending(session, calendar)
    if waiting is not None:
        _may_be_added_to(session, waiting, now, actor)
    before = waiting.document if waiting else now.document
    document = dict(change(before))
    check(document, calendar)
    if waiting is None and document == now.document:
        raise Invalid({"document": [say("This is how it is already.")]})
    proposal = waiting or CalendarProposal(
        calendar=calendar, prepared_by_id=actor.user_id, base_revision=now.revision, version=0
    )
    session.add(proposal)
    proposal.document, proposal.note = document, note or proposal.note
    proposal.version += 1
    if document == now.document:
        proposal.state, proposal.decided_at = REJECTED, clock.now()
    session.flush()
    journal(session, actor, "propose", proposal, changes=told_changes(before, document))
    return proposal


def _may_be_added_to(
    session: Session, waiting: CalendarProposal, now: CalendarVersion, actor: Actor
) -> None:
    """Nobody adds to what another person prepared: who confirms has not prepared."""
    if waiting.prepared_by_id != actor.user_id:
        who = name_of(session, waiting.prepared_by_id)
        raise WrongState(say("A change by %(who)s waits to be confirmed first.", who=who))
    if waiting.base_revision != now.revision:
        raise WrongState(STALE)
