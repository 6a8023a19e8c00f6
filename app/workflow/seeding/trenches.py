"""Excavations in demo histories: stretches of the catalogue's roads, in the weeks to come."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from app.catalog.kinds import Field
from app.foundation import clock
from app.workflow.seeding.filling import Hand

LONGEST_ROAD = 2400
"""Metres along a road at which the last of them begin."""
GROUNDS = ("asphalt", "asphalt", "concrete", "paving", "green", "soil")
DEPTHS = ("0.6", "0.7", "0.9", "1.2", "1.5")
AHEAD, LONG = (5, 25), (3, 15)
"""Days until the first day, and from there to the last."""


def dug(hand: Hand, asked: Iterable[Field], at: datetime) -> dict[str, Any]:
    """A stretch of some hundred metres, open for a week or two."""
    fields, rng = {one.id: one for one in asked}, hand.rng
    begin = rng.randrange(0, LONGEST_ROAD, 10)
    first = clock.local(at).date() + timedelta(days=rng.randint(*AHEAD))
    last = first + timedelta(days=rng.randint(*LONG))
    return {
        "road": rng.choice(fields["road"].examples),
        "from_m": begin,
        "to_m": begin + int(min(rng.lognormvariate(4.4, 0.7), 1500)) + 10,
        "width_m": rng.choice(["0.6", "0.8", "1", "1.2"]),
        "depth_m": rng.choice(DEPTHS),
        "surface": rng.choice(GROUNDS),
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat(),
    }
