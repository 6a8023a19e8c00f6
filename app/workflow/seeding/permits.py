"""Permits in demo histories: packages filled in so that lanes differ, and what departments say."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from app.approvals.models import Approval
from app.approvals.states import ApprovalState
from app.catalog.kinds import Field
from app.workflow.seeding.filling import Hand
from app.workflow.seeding.hours import later
from app.workflow.seeding.story import Scene, Story

FATES: Mapping[ApprovalState, str] = {
    one: f"approval {one}"
    for one in ApprovalState
    if one is not ApprovalState.approved
}  # fmt: skip
"""State of an approval → the fate of a history that stands still there."""
REFUSED, WITHDRAWN, SUPPLEMENTED = 0.04, 0.005, 0.06
"""How many decisions are refusals; how many are withdrawn before, and have to be supplemented."""
GREEN, TREES = 0.1, 0.05
"""How many packages use green space, and move a tree."""
WITH_EXCAVATION = {"occupation": 0.3, "planning": 0.15}
"""Kind → how often it is asked for beside the excavation."""


def applied(hand: Hand, asked: Iterable[Field], again: Collection[str]) -> dict[str, Any]:
    """A package: some hundred metres at most, now and then green space or a tree in the way.

    What was refused or withdrawn is asked for `again`.
    """
    fields, rng = {one.id: one for one in asked}, hand.rng
    green, trees = rng.random() < GREEN, rng.random() < TREES
    besides = [one for one, share in WITH_EXCAVATION.items() if rng.random() < share]
    wanted = {"excavation", *besides, *["green_space"] * green, *["tree_relocation"] * trees}
    codes = [code for code, _ in fields["kinds"].options()]
    first = [one for one in codes if one in again] or [one for one in codes if one in wanted]
    data: dict[str, Any] = {
        "kinds": first or codes[:1],
        "works": hand.pools.text(rng, rng.choice(hand.pools.values["works"])),
        "length_m": str(int(min(rng.lognormvariate(4.4, 0.8), 2000)) + 5),
        "width_m": rng.choice(["0.6", "0.8", "1", "1.2"]),
    }
    if roads := fields["road"].examples:
        data["road"] = rng.choice(roads)
    if green:
        data["green_m2"] = str(rng.randint(20, 700))
    if trees:
        data["trees_moved"] = rng.randint(1, 6)
    return data


def verdict(hand: Hand, fate: str) -> str:
    """Mostly approved."""
    by_chance = hand.rng.random() < REFUSED
    return "refused" if fate == FATES[ApprovalState.refused] or by_chance else "approved"


def decision(
    story: Story, hand: Hand, approval: Approval, at: datetime, fate: str
) -> Iterator[Scene]:
    """Within a few days, by somebody of the department; sometimes the utility has to add to it."""
    rng, crew, asking = hand.rng, story.crew(approval), story.crew_of(approval.utility_id)
    if not (crew and asking) or fate == FATES[ApprovalState.requested]:
        return
    at = later(rng, at, rng.lognormvariate(0.3, 0.7))
    if _happens(rng.random() < WITHDRAWN, fate, ApprovalState.withdrawn):
        yield Scene(at, "withdraw", approval, rng.choice(asking))
    if _happens(rng.random() < SUPPLEMENTED, fate, ApprovalState.supplementing):
        yield Scene(at, "request_supplement", approval, rng.choice(crew))
        at = later(rng, at, rng.uniform(0.5, 5))
        yield Scene(at, "supplement", approval, rng.choice(asking))
        at = later(rng, at, rng.uniform(0.3, 2))
    yield Scene(at, "decide", approval, rng.choice(crew))


def _happens(by_chance: bool, fate: str, state: ApprovalState) -> bool:  # noqa: FBT001  # a draw
    """By chance, but never on the way to another fate."""
    return fate == FATES[state] if fate else by_chance
