"""What a ticket's approvals come to together."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.approvals.states import OPEN, ApprovalState


def latest(approvals: Iterable[Any]) -> Mapping[str, Any]:
    """Kind → its last approval: one that was asked for again counts no more."""
    return {one.kind: one for one in sorted(approvals, key=lambda one: one.round)}


def pending(approvals: Iterable[Any]) -> int:
    """How many lie with their departments now."""
    return sum(
        one.state is ApprovalState.requested and one.suspended_at is None for one in approvals
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
