"""Excavations in demo histories: all utilities of a case dig near one place of one road."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from app.catalog.queries import Catalogue
from app.foundation import clock
from app.sitework.states.digs import Ground, Side
from app.tickets.models import Ticket
from app.tickets.states import Stage
from app.workflow.seeding.filling import Hand

LATELY, EARLIER = 0.6, 0.06
"""How many of the tickets with works on site plan one: what lies ahead is worth a look."""
PLANNING = frozenset({Stage.confirm, Stage.permit})
LONG = 1500
"""Metres of a road that the catalogue gives no length."""
APART = 70
"""Metres around the place of a case within which its trenches begin."""


@dataclass(frozen=True)
class Site:
    """A road's code, and where along it the customer is."""

    road: str
    metre: int

    @classmethod
    def drawn(cls, hand: Hand, known: Catalogue) -> Self:
        """One of the catalogue's roads."""
        road = hand.rng.choice(list(known.roads.values()))
        return cls(road.code, hand.rng.randrange(0, max((road.length_m or LONG) - 400, 5), 5))


def plans(hand: Hand, ticket: Ticket, *, lately: bool) -> bool:
    """Whether its utility plans an excavation now."""
    share = LATELY if lately else EARLIER
    here = ticket.stage in PLANNING and ticket.external_works is True
    return here and hand.rng.random() < share


def planned(hand: Hand, site: Site, at: datetime) -> dict[str, Any]:
    """A trench near the place, in a window of the next weeks."""
    rng, today = hand.rng, clock.local(at).date()
    begin = site.metre + rng.randrange(0, APART, 5)
    first = today + timedelta(days=rng.randint(6, 45))
    last = first + timedelta(days=rng.randint(2, 14))
    return {
        "road": site.road,
        "from_m": begin,
        "to_m": begin + rng.randrange(15, 300, 5),
        "side": rng.choice(list(Side)).value,
        "width_m": rng.choice(["0.6", "0.8", "1", "1.2"]),
        "depth_m": rng.choice(["0.8", "1", "1.2", "1.5", "2"]),
        "surface": rng.choice(list(Ground)).value,
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat(),
    }
