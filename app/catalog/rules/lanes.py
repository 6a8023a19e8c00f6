"""Which lane approvals take, and the clause that it rests on (DOMAIN §5)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.rules.conditions import NUMBERS, Known, Tree, evaluate
from app.catalog.states import LaneKind
from app.foundation.labels import Label


@dataclass(frozen=True)
class LaneEntry:
    """A rule of the catalogue; several may lead to the same lane."""

    code: str
    lane: LaneKind
    label: Label
    when: Tree | None
    clause: str
    """The text it rests on, in words."""
    sort: int = 0
    sample: bool = False


FLAGS = ("main_road", "bridge", "protected_road")
MEASURES = (
    "length_m",
    "width_m",
    "area_m2",
    "road_age_years",
    "overhauled_years",
    "green_m2",
    "trees_moved",
    "trees_felled",
)
"""Numbers of a package: what is dug up, whole years of the road, what grows there."""


def known_facts(
    townships: Collection[str], services: Collection[str], kinds: Collection[str]
) -> Known:
    """What the conditions of lanes may ask; `kinds` is the list of what is applied for."""
    return {
        **dict.fromkeys(MEASURES, NUMBERS),
        **dict.fromkeys(FLAGS),
        "township": townships,
        "service": services,
        "kinds": kinds,
    }


def propose(lanes: Iterable[LaneEntry], facts: Mapping[str, Any]) -> LaneEntry | None:
    """The first rule that holds; a fact that isn't known fits no comparison."""
    return next((one for one in lanes if one.when is None or evaluate(one.when, facts)), None)


def slowest(lanes: Iterable[LaneKind]) -> LaneKind:
    """Of several lanes at once the one that takes longest."""
    return max(lanes, key=tuple(LaneKind).index)
