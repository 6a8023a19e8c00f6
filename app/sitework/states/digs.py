"""Excavations: what they cut open, how far plans and joint digs have come."""

from enum import StrEnum

from app.foundation.messages import Message, say


class Ground(StrEnum):
    """What has to be cut open and put back."""

    asphalt = "asphalt"
    concrete = "concrete"
    paving = "paving"
    green = "green"
    soil = "soil"


class Side(StrEnum):
    """Of the road, seen in the direction in which its metres are counted."""

    left = "left"
    middle = "middle"
    right = "right"


class DigState(StrEnum):
    planned = "planned"
    cancelled = "cancelled"
    done = "done"


class MergeState(StrEnum):
    """Agreed when all have said yes; one no refuses it, and leaving it later cancels it."""

    proposed = "proposed"
    agreed = "agreed"
    refused = "refused"
    cancelled = "cancelled"


class Answer(StrEnum):
    waiting = "waiting"
    yes = "yes"
    no = "no"


OPEN_MERGES = frozenset({MergeState.proposed, MergeState.agreed})

GROUND_LABELS: dict[str, Message] = {
    Ground.asphalt: say("Asphalt"),
    Ground.concrete: say("Concrete"),
    Ground.paving: say("Paving"),
    Ground.green: say("Green space"),
    Ground.soil: say("Soil"),
}
SIDE_LABELS: dict[str, Message] = {
    Side.left: say("Left side"),
    Side.middle: say("Middle of the road"),
    Side.right: say("Right side"),
}
DIG_LABELS: dict[str, Message] = {
    DigState.planned: say("Planned"),
    DigState.cancelled: say("Called off"),
    DigState.done: say("Dug"),
}
MERGE_LABELS: dict[str, Message] = {
    MergeState.proposed: say("Awaiting answers"),
    MergeState.agreed: say("Agreed"),
    MergeState.refused: say("Turned down"),
    MergeState.cancelled: say("Called off"),
}
ANSWER_LABELS: dict[str, Message] = {
    Answer.waiting: say("No answer yet"),
    Answer.yes: say("Yes"),
    Answer.no: say("No"),
}
