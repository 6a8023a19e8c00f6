"""A scheme's states, how its agreement was signed, and what it promises: data only."""

from collections.abc import Mapping
from enum import StrEnum

from app.foundation.messages import Message, say


class SchemeState(StrEnum):
    proposed = "proposed"
    confirmed = "confirmed"
    refused = "refused"
    superseded = "superseded"


class AgreementForm(StrEnum):
    paper = "paper"
    electronic = "electronic"


S = SchemeState

STANDING = frozenset({S.proposed, S.confirmed})
"""A ticket has one such scheme at most; the others are its history."""
STATE_LABELS: Mapping[str, Message] = {
    S.proposed: say("Waits for the applicant's answer"),
    S.confirmed: say("Confirmed"),
    S.refused: say("Refused by the applicant"),
    S.superseded: say("Superseded"),
}
FORM_LABELS: Mapping[str, Message] = {
    AgreementForm.electronic: say("Signed electronically"),
    AgreementForm.paper: say("Signed on paper"),
}
PROMISES: Mapping[str, Message] = {
    "construction_start_on": say("Construction from"),
    "construction_finish_on": say("Construction until"),
    "connection_on": say("Connection on"),
}
"""Column of a promised day → its label, in the order of the work."""


class Reply(StrEnum):
    """Where a utility's part of the one reply to the applicant stands."""

    awaited = "awaited"
    proposed = "proposed"
    confirmed = "confirmed"
    revising = "revising"


REPLY_LABELS: Mapping[str, Message] = {
    Reply.awaited: say("Has not replied yet"),
    Reply.proposed: say("Waits for the applicant's answer"),
    Reply.confirmed: say("Confirmed"),
    Reply.revising: say("A revision is awaited"),
}
