"""Turn a proposed calendar down; whoever prepared it may take it back."""

from app.foundation import clock
from app.foundation.actor import Actor
from app.workflow.calendars.proposals import REJECTED, journal, permit, seen
from app.workflow.publication import alone
from app.workflow.transaction import writing


def reject(pk: int, version: int, actor: Actor, *, reason: str | None = None) -> None:
    """It never comes into force; Forbidden, NotFound, Stale, WrongState as for every verb."""
    permit(actor)
    with writing() as session:
        alone(session)
        proposal = seen(session, pk, version)
        own = proposal.prepared_by_id == actor.user_id
        proposal.state, proposal.decided_at = REJECTED, clock.now()
        proposal.decided_by_id = None if own else actor.user_id
        proposal.version += 1
        told = {"reason": reason} if reason else {}
        journal(session, actor, "take_back" if own else "reject", proposal, input=told)
