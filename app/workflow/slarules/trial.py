"""Which rule applies to a made-up case, why, and when it would be due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.foundation import clock
from app.sla.queries import Limits
from app.sla.rules.deadline import due
from app.sla.rules.explain import explain
from app.sla.rules.selection import Facts, Rule, Slot, choose, in_force
from app.sla.rules.steps import Step


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule of the slot: whether it fits, and how closely."""

    rule: Rule
    fits: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """The winner among the candidates, the most specific that fits; None: no limit."""

    candidates: Sequence[Candidate]
    winner: Rule | None
    due_at: datetime | None
    steps: Sequence[Step]


def tried(known: Limits, slot: Slot, facts: Facts, start: datetime) -> Trial:
    """The rules in force on the start's date; raises CalendarError outside the calendar's years."""
    rules = list(in_force(known.versions.values(), clock.local(start).date()))
    own = sorted(
        (one for one in rules if one.slot == slot), key=lambda one: (-one.specificity, one.code)
    )
    candidates = [Candidate(one, one.matches(facts)) for one in own]
    winner = choose(own, slot, facts)
    if winner is None:
        return Trial(candidates, None, None, ())
    due_at = due(known.calendar, start, winner.terms)
    return Trial(candidates, winner, due_at, explain(known.calendar, start, winner.terms))
