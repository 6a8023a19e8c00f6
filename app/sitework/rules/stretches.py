"""Stretches along a road: how near they are, and how many metres of trench they need together.

A stretch is [from_m, to_m] in whole metres along the road; of length 0 it is a single pit.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol


class Stretch(Protocol):
    """From where to where along its road, in metres; from ≤ to."""

    @property
    def from_m(self) -> int:
        """The nearer end."""

    @property
    def to_m(self) -> int:
        """The farther end."""


def length(one: Stretch) -> int:
    """Metres."""
    return one.to_m - one.from_m


def gap(one: Stretch, other: Stretch) -> int:
    """Metres between the two; 0 where they overlap or touch."""
    return max(one.from_m - other.to_m, other.from_m - one.to_m, 0)


def overlap(one: Stretch, other: Stretch) -> int:
    """Metres that both need."""
    return max(min(one.to_m, other.to_m) - max(one.from_m, other.from_m), 0)


def covered(stretches: Iterable[Stretch]) -> list[tuple[int, int]]:
    """Their union: from and to of runs that stand in order and apart."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted((one.from_m, one.to_m) for one in stretches):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((begin, end))
    return found


def trench(stretches: Iterable[Stretch]) -> int:
    """Metres to be dug when what several need is dug once."""
    return sum(end - begin for begin, end in covered(stretches))


def avoided(stretches: Sequence[Stretch]) -> int:
    """Metres that are not dug again: the sum of the lengths less the trench they need together.

    Stretches that only touch or lie side by side save no trench, only permit and window.
    """
    return sum(map(length, stretches)) - trench(stretches)


def saved(ordered: Sequence[Stretch]) -> list[int]:
    """For each, what those before it dig anyway; the parts add up to `avoided`."""
    dug = [trench(ordered[: count + 1]) for count in range(len(ordered))]
    return [
        length(one) - (now - before)
        for one, before, now in zip(ordered, [0, *dug], dug, strict=False)
    ]
