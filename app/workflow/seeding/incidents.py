"""What comes between in a history, filled in so that its parts fit each other."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from app.catalog.queries import Catalogue
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.labels import text
from app.sitework.states.surveys import GIVEN, Answer
from app.tickets.models import Ticket
from app.workflow.seeding.filling import Hand
from app.workflow.seeding.hours import later
from app.workflow.seeding.story import Scene, Story

URGED, SUPERVISED = 0.06, 0.02
"""How many of the tickets are, where they still go on by then."""
SLOTS = ("survey_at", "alternative_1", "alternative_2")
"""Times that people meet at."""
COMING = 90, 7, 3
"""How the answers to a joint survey are shared out, in percent."""
WORKS = 0.3
"""How often those who need no survey know of external works."""
PROMISED = {
    "construction_start_on": (8, 24), "construction_finish_on": (1, 14), "connection_on": (1, 6),
}  # fmt: skip
"""Promised day → natural days since the one before."""
UNDATED = 0.1
"""How often a scheme names no day."""
LATELY = 0.5
"""How many of the tickets that stand still are pressed."""


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


def appointed(
    hand: Hand, catalogue: Catalogue, scene: Scene, data: dict[str, Any]
) -> dict[str, Any]:
    """A joint survey proposed or answered.

    Most come; the others say why, and when they could or that there is no need of one.
    """
    if scene.verb == "schedule_survey":
        return data | {one: _half_hour(data[one]) for one in SLOTS if one in data}
    kept = {key: value for key, value in data.items() if key in {"note", "occurred_at"}}
    reasons = catalogue.reasons("answer_survey")
    (given,) = hand.rng.choices(GIVEN, COMING)
    if given == Answer.yes or not reasons:
        return {**kept, "answer": Answer.yes.value}
    kept |= {"answer": given.value, "reason": text(hand.rng.choice(reasons).label, "zh")}
    if given == Answer.other:
        other = later(hand.rng, scene.at, hand.rng.uniform(1, 3)).isoformat()
        return {**kept, "other_at": _half_hour(other)}
    return {**kept, "external_works": hand.rng.random() < WORKS}


def _half_hour(at: str) -> str:
    """Nobody meets at seven minutes past."""
    typed = datetime.fromisoformat(at)
    return typed.replace(minute=typed.minute // 30 * 30, second=0, microsecond=0).isoformat()


def promised(hand: Hand, at: datetime, *, external_works: bool | None) -> dict[str, str]:
    """The days of a scheme, one after the other; without works on site only the last."""
    rng, day = hand.rng, clock.local(at).date()
    steps = [rng.randint(*PROMISED[name]) for name in PROMISED]
    days = (day + timedelta(days=sum(steps[: at_ + 1])) for at_ in range(len(steps)))
    known = {name: one.isoformat() for name, one in zip(PROMISED, days, strict=True)}
    if rng.random() < UNDATED:
        return {}
    return {"connection_on": known["connection_on"]} if external_works is False else known


def pressed(
    story: Story, hand: Hand, clerk: Actor, ticket: Ticket, at: datetime
) -> Iterator[Scene]:
    """Some tickets are urged after a while, some of those supervised, and these reply."""
    rng = hand.rng
    if rng.random() > URGED:
        return
    at = later(rng, at, rng.uniform(3, 9))
    yield Scene(at, "urge", ticket, rng.choice([clerk, *story.office]))
    if not story.office or rng.random() > SUPERVISED / URGED:
        return
    at = later(rng, at, rng.uniform(1.5, 4))
    yield Scene(at, "supervise", ticket, rng.choice(story.office))
    crew = story.crew(ticket)
    if crew:
        yield Scene(later(rng, at, rng.uniform(0.3, 2.5)), "reply_supervision", ticket, crew[0])


def lately(story: Story, hand: Hand, ticket: Ticket, until: datetime) -> Iterator[Scene]:
    """Of those that stand still by then, half: what is still to be decided, and to be replied."""
    rng, crew = hand.rng, story.crew(ticket)
    if not (story.office and crew) or rng.random() > LATELY:
        return
    begun = until - timedelta(days=rng.uniform(1, 8))
    yield Scene(later(rng, begun, 0), "urge", ticket, story.office[0])
    yield Scene(later(rng, begun, 0.1), "request_extension", ticket, rng.choice(crew))
    yield Scene(later(rng, begun, 0.5), "supervise", ticket, story.office[0])


def decided(story: Story, hand: Hand, asked: Scene) -> Iterator[Scene]:
    """The office decides within a day or two."""
    if story.office:
        at = later(hand.rng, asked.at, hand.rng.uniform(0.05, 0.6))
        yield Scene(at, "decide_extension", asked.row, hand.rng.choice(story.office))
