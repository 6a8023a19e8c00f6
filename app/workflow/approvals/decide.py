"""Decide 批准/不予批准: one department, in parallel with the others (DOMAIN §2.7)."""

from collections.abc import Sequence
from datetime import date

from app.approvals.states import STATE_LABELS, ApprovalState
from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.errors import Problems
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.approvals.relations import approval_of, decided, permit, running
from app.workflow.move import Move
from app.workflow.setting import Setting

DECISIONS = tuple(
    {"code": str(one), "label": STATE_LABELS[one]}
    for one in (ApprovalState.approved, ApprovalState.refused)
)


def fields(_setting: Setting) -> Sequence[Field]:
    """Yes or no, the department's opinion, and on what conditions."""
    opinion = {"id": "opinion", "type": "long_text", "label": say("Opinion"), "max_length": 1000}
    next_year = clock.today().replace(day=1, year=clock.today().year + 1).isoformat()
    return tuple(
        make_field(one)
        for one in (
            {
                "id": "decision",
                "type": "choice",
                "label": say("Decision"),
                "choices": DECISIONS,
                "required": True,
            },
            opinion
            | {
                "required": True,
                "examples": [str(say("Agreed."))],
                "help": say("A refusal says why, and by which rule."),
            },
            {
                "id": "conditions",
                "type": "long_text",
                "label": say("Conditions"),
                "max_length": 1000,
            },
            {
                "id": "valid_until",
                "type": "date",
                "label": say("Valid until"),
                "examples": [next_year],
            },
        )
    )


def check(move: Move) -> Problems:
    """Nothing is permitted for a day that has passed."""
    until = move.input.get("valid_until")
    if until and date.fromisoformat(until) < clock.local(move.at).date():
        return {"valid_until": [say("This day has passed already.")]}
    return {}


def decide(move: Move) -> None:
    """The last of them lets the ticket pass on; a refusal lets the utility ask again."""
    approval = approval_of(move)
    approval.state = ApprovalState(move.input["decision"])
    approval.decided_at, approval.decided_by_id = move.at, move.actor.user_id
    if approval.state is ApprovalState.approved:  # a refusal holds for no time, on no condition
        approval.conditions = move.input.get("conditions")
        until = move.input.get("valid_until")
        approval.valid_until = date.fromisoformat(until) if until else None
    move.tell(
        f"approval_{approval.state}", organisation_id=approval.utility_id, permit=permit(move)
    )


ACTION = declare(
    Action(
        noun="approvals",
        verb="decide",
        label=say("Decide"),
        permission=Permission.approval_decide,
        relation=decided,
        guard=running,
        fields=fields,
        check=check,
        asks=frozenset({"decision", "opinion", "conditions", "valid_until"}),
        final=True,
        effect=decide,
        tells=True,
        rank=10,
    )
)
