"""Which excavations lie near each other, who leads a joint one, and when it is dug (DOMAIN §13)."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from app.foundation.messages import Message, say
from app.sitework.rules.stretches import Stretch, gap, length
from app.sitework.states.digs import Answer, MergeState


class Excavation(Stretch, Protocol):
    """A planned excavation: where along which road, how deep, from which day to which."""

    @property
    def id(self) -> int:
        """Of its row."""

    @property
    def road_key(self) -> str:
        """The same for the same road."""

    @property
    def depth_m(self) -> Decimal | None:
        """Metres below the surface, where it is known."""

    @property
    def starts_on(self) -> date:
        """First day."""

    @property
    def ends_on(self) -> date:
        """Last day."""


E = TypeVar("E", bound=Excavation)


def road_key(code: str | None, name: str | None) -> str:
    """What the same road is found by: its code, or its name however it was typed."""
    return code or f"~{folded(name or '')}"


def folded(name: str) -> str:
    """Without spaces, in one width and one case; no longer than an index takes."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:200]


def days_between(one: Excavation, other: Excavation) -> int:
    """Days from the end of the earlier window to the begin of the later; 0 where they overlap."""
    later = max(one.starts_on, other.starts_on)
    return max((later - min(one.ends_on, other.ends_on)).days, 0)


def near(one: Excavation, other: Excavation, metres: int, days: int) -> bool:
    """Whether both lie on one road, so many metres and days apart at most."""
    return (
        one.road_key == other.road_key
        and gap(one, other) <= metres
        and days_between(one, other) <= days
    )


def in_order(digs: Iterable[E]) -> list[E]:
    """The lead first: the deepest pipe goes in first, those above it follow.

    Of equal depth the longest leads, then the one that begins first. One without a depth follows.
    """
    return sorted(digs, key=lambda one: (-(one.depth_m or 0), -length(one), one.starts_on, one.id))


def why_leading(ordered: Sequence[Excavation]) -> Message:
    """By which rule the first of them leads."""
    first, second = ordered[:2]
    if (first.depth_m or 0) != (second.depth_m or 0):
        return say(
            "its trench is the deepest (%(depth)s m), and the deepest pipe goes in first",
            depth=first.depth_m,
        )
    if length(first) != length(second):
        return say("none is deeper and its stretch is the longest (%(length)s m)",
                   length=length(first))  # fmt: skip
    if first.starts_on != second.starts_on:
        return say("none is deeper or longer and it begins first (%(day)s)", day=first.starts_on)
    return say("none is deeper, longer or earlier and it was planned first")


def shared_window(ordered: Sequence[Excavation], today: date) -> tuple[date, date]:
    """First and last day: as the lead begins, not before today; as long as the longest needs."""
    lead = ordered[0]
    first = max(lead.starts_on, today)
    longest = max(one.ends_on - one.starts_on for one in ordered)
    return first, first + longest


def merge_state(answers: Sequence[str], *, agreed: bool) -> MergeState:
    """What the answers make of a merge that was `agreed` or only proposed before."""
    if Answer.no in answers:
        return MergeState.cancelled if agreed else MergeState.refused
    return MergeState.proposed if Answer.waiting in answers else MergeState.agreed
