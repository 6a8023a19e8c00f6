"""Request a supplement 补正: once, and everything in one notice (行政许可法 art. 32)."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.approvals.relations import approval_of, decided, permit, running
from app.workflow.move import Move
from app.workflow.setting import Setting


def once(setting: Setting) -> Message | None:
    """One notice for each approval."""
    if approval_of(setting).supplement_count:
        return say("A supplement was requested before; it can be asked for once only.")
    return running(setting)


def fields(_setting: Setting) -> Sequence[Field]:
    """Everything that is missing."""
    missing = {"id": "missing", "type": "long_text", "label": say("What is missing, completely")}
    return (make_field({**missing, "required": True, "max_length": 1000}),)


def request_supplement(move: Move) -> None:
    """The time is the utility's until it has replied."""
    approval = approval_of(move)
    approval.supplement_count = 1
    move.tell("approval_supplement", organisation_id=approval.utility_id, permit=permit(move))


ACTION = declare(
    Action(
        noun="approvals",
        verb="request_supplement",
        label=say("Request supplement"),
        permission=Permission.approval_request_supplement,
        relation=decided,
        guard=once,
        fields=fields,
        asks=frozenset({"missing"}),
        effect=request_supplement,
        tells=True,
        rank=110,
    )
)
