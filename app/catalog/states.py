"""Closed sets of the catalogue: lanes of approvals, surfaces of roads."""

from enum import StrEnum

from app.foundation.messages import Message, say


class LaneKind(StrEnum):
    """How approvals are handled: not at all, on a promise, by filing, or decided in parallel."""

    exempt = "exempt"
    promise = "promise"
    filing = "filing"
    parallel = "parallel"


class Surface(StrEnum):
    """What has to be cut open and put back."""

    asphalt = "asphalt"
    concrete = "concrete"
    paving = "paving"
    soil = "soil"


LANE_LABELS: dict[str, Message] = {
    LaneKind.exempt: say("Exempt"),
    LaneKind.promise: say("On a promise"),
    LaneKind.filing: say("Filing"),
    LaneKind.parallel: say("Decided in parallel"),
}
SURFACE_LABELS: dict[str, Message] = {
    Surface.asphalt: say("Asphalt"),
    Surface.concrete: say("Concrete"),
    Surface.paving: say("Paving"),
    Surface.soil: say("Soil"),
}
