"""What a joint survey can be, and what its parts can answer (DOMAIN §2.5)."""

from enum import StrEnum

from app.foundation.messages import Message, say


class SurveyState(StrEnum):
    """How an appointment stands: a moved one was replaced by a later round."""

    proposed = "proposed"
    agreed = "agreed"
    held = "held"
    moved = "moved"
    cancelled = "cancelled"


class Answer(StrEnum):
    """What a utility says to the time that was proposed."""

    waiting = "waiting"
    yes = "yes"
    other = "other"
    not_needed = "not_needed"


class Outcome(StrEnum):
    """How a part ended: with findings, without need, because it left, or with its round."""

    recorded = "recorded"
    not_needed = "not_needed"
    left = "left"
    moved = "moved"


class AskedBy(StrEnum):
    """Who wanted another time."""

    applicant = "applicant"
    utility = "utility"
    circumstances = "circumstances"


A, S = Answer, SurveyState

OPEN = frozenset({S.proposed, S.agreed})
GIVEN = (A.yes, A.other, A.not_needed)
"""What can be answered."""
COMING = frozenset({A.waiting, A.yes})
"""Who is counted on at the time of the appointment."""

STATE_LABELS: dict[str, Message] = {
    S.proposed: say("Proposed"),
    S.agreed: say("Agreed"),
    S.held: say("Held"),
    S.moved: say("Moved"),
    S.cancelled: say("Cancelled"),
}
ANSWER_LABELS: dict[str, Message] = {
    A.waiting: say("No answer yet"),
    A.yes: say("Will come"),
    A.other: say("Another time"),
    A.not_needed: say("No survey needed"),
}
OUTCOME_LABELS: dict[str, Message] = {
    Outcome.recorded: say("Surveyed"),
    Outcome.not_needed: say("Not needed"),
    Outcome.left: say("No longer takes part"),
    Outcome.moved: say("Moved"),
}
ASKED_BY_LABELS: dict[str, Message] = {
    AskedBy.applicant: say("The applicant"),
    AskedBy.utility: say("A utility"),
    AskedBy.circumstances: say("Weather or other circumstances"),
}
