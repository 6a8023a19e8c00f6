"""Bring a proposed calendar into force: a new revision, and a job for the open clocks."""

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, WrongState
from app.foundation.messages import Message, say
from app.sla.models import CalendarProposal
from app.workflow.bundle.calendars import publish_calendar
from app.workflow.calendars.proposals import (
    CONFIRMED,
    STALE,
    in_force,
    journal,
    name_of,
    permit,
    seen,
    told_changes,
)
from app.workflow.publication import alone, announce
from app.workflow.transaction import writing


def why_not(proposal: CalendarProposal, actor: Actor) -> Message | None:
    """Why this person can't confirm; None when nothing stands against it."""
    if proposal.prepared_by_id == actor.user_id:
        return say("Whoever prepared a change doesn't confirm it: another person does.")
    return None


def confirm(pk: int, version: int, actor: Actor) -> int:
    """The new revision's id; Forbidden, NotFound, Stale, WrongState as for every verb."""
    permit(actor)
    with writing() as session:
        alone(session)
        proposal = seen(session, pk, version)
        if message := why_not(proposal, actor):
            raise Forbidden(message)
        now = in_force(session, proposal.calendar)
        if now.revision != proposal.base_revision:
            raise WrongState(STALE)
        proposal.state, proposal.decided_at = CONFIRMED, clock.now()
        proposal.decided_by_id = actor.user_id
        proposal.version += 1
        preparer = name_of(session, proposal.prepared_by_id)
        made = publish_calendar(session, proposal.document, preparer, actor.name)
        announce(session)
        journal(
            session, actor, "confirm", proposal,
            changes=told_changes(now.document, made.document),
            input={"calendar": made.calendar, "revision": made.revision},
        )  # fmt: skip
        return made.id
