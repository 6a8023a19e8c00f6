"""What comes between in a history, filled in so that its parts fit each other."""

from typing import Any

from app.catalog.queries import Catalogue
from app.foundation.labels import text
from app.workflow.seeding.filling import Hand


def standstill(hand: Hand, catalogue: Catalogue, *, lasting: bool) -> dict[str, Any]:
    """A reason to suspend with the notice it asks for; `lasting`, one that holds the longest."""
    reasons = catalogue.reasons("suspend")
    if not reasons:
        return {}
    chosen = hand.rng.choice(reasons)
    if lasting:
        chosen = max(reasons, key=lambda one: one.max_days or 0)
    given = {"reason": text(chosen.label, "zh")}
    if chosen.evidence:
        given["evidence"] = hand.pools.text(
            hand.rng, hand.rng.choice(hand.pools.values["evidence"])
        )
    return given
