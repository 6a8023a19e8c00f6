"""An approval's states and transitions (DOMAIN §2.7, §4): data only."""

from enum import StrEnum

from app.foundation.lifecycle import Lifecycle, step
from app.foundation.messages import Message, say


class ApprovalState(StrEnum):
    requested = "requested"
    supplementing = "supplementing"
    approved = "approved"
    refused = "refused"
    withdrawn = "withdrawn"


S = ApprovalState

ENDED = frozenset({S.approved, S.refused, S.withdrawn})
OPEN = frozenset(S) - ENDED

STATE_LABELS: dict[str, Message] = {
    S.requested: say("To be decided"),
    S.supplementing: say("Awaiting supplement"),
    S.approved: say("Approved"),
    S.refused: say("Refused"),
    S.withdrawn: say("Withdrawn"),
}

LIFECYCLE = Lifecycle(
    (
        step("decide", [S.requested]),
        step("request_supplement", [S.requested], S.supplementing),
        step("supplement", [S.supplementing], S.requested),
        step("suspend", [S.requested]),
        step("resume", [S.requested]),
        step("comment", frozenset(S)),
        step("withdraw", [S.requested, S.supplementing], S.withdrawn),
    ),
    STATE_LABELS,
)
