"""What a ticket's approvals come to together."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.approvals.states import OPEN, ApprovalState


def latest(approvals: Iterable[Any]) -> Mapping[str, Any]:
    """Kind → its last approval: one that was asked for again counts no more."""
    return {one.kind: one for one in sorted(approvals, key=lambda one: one.round)}


OF_OTHERS = frozenset({"utility", "applicant"})
"""Whose time it may be that an approval stands still, other than the department's own reasons."""


def pending(approvals: Iterable[Any]) -> int:
    """How many lie with their departments now.

    A hearing or a review stops the department's time, not that it is the department's: only what
    waits for the utility or the applicant lies with them.
    """
    return sum(one.state is ApprovalState.requested and not _awaited(one) for one in approvals)


def _awaited(one: Any) -> bool:
    return one.suspended_at is not None and (
        one.results.get("suspend", {}).get("holder") in OF_OTHERS
    )


def permitted(approvals: Iterable[Any]) -> bool:
    """Whether the permit stage has ended: all decided, none refused, one at least approved."""
    states = {one.state for one in latest(approvals).values()}
    return ApprovalState.approved in states and not states & {*OPEN, ApprovalState.refused}


def to_ask(kinds: Iterable[str], approvals: Iterable[Any]) -> list[str]:
    """Kinds that can be asked for (again): neither open nor approved."""
    last = latest(approvals)
    done = {ApprovalState.refused, ApprovalState.withdrawn}
    return [one for one in kinds if one not in last or last[one].state in done]
