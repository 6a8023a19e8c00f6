"""Permits in demo histories: packages filled in so that lanes differ, and what departments say."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from app.approvals.models import Approval
from app.catalog.kinds import Field
from app.workflow.seeding.filling import Hand
from app.workflow.seeding.hours import later
from app.workflow.seeding.story import Scene, Story

REFUSED = 0.04
"""How many decisions are refusals."""
GREEN, TREES = 0.1, 0.05
"""How many packages use green space, and move a tree."""
SEVERAL = (0.55, 0.35, 0.1)
"""How many kinds a package asks for: one, two or three."""


def applied(hand: Hand, asked: Iterable[Field]) -> dict[str, Any]:
    """A package: some hundred metres at most, now and then green space or a tree in the way."""
    fields, rng = {one.id: one for one in asked}, hand.rng
    codes = [code for code, _ in fields["kinds"].options()]
    (many,) = rng.choices((1, 2, 3), SEVERAL)
    data: dict[str, Any] = {
        "kinds": codes[: min(many, len(codes))],
        "works": hand.pools.text(rng, rng.choice(hand.pools.values["works"])),
        "length_m": str(int(min(rng.lognormvariate(4.4, 0.8), 2000)) + 5),
        "width_m": rng.choice(["0.6", "0.8", "1", "1.2"]),
    }
    if "road" in fields:
        data["road"] = rng.choice([code for code, _ in fields["road"].options()])
    if rng.random() < GREEN:
        data["green_m2"] = str(rng.randint(20, 700))
    if rng.random() < TREES:
        data["trees_moved"] = rng.randint(1, 6)
    return data


def verdict(hand: Hand) -> str:
    """Mostly approved."""
    return "refused" if hand.rng.random() < REFUSED else "approved"


def decision(story: Story, hand: Hand, approval: Approval, at: datetime) -> Iterator[Scene]:
    """Within a few days, by somebody of the department."""
    crew = story.crew(approval)
    if crew:
        days = hand.rng.lognormvariate(0.3, 0.7)
        yield Scene(later(hand.rng, at, days), "decide", approval, hand.rng.choice(crew))
