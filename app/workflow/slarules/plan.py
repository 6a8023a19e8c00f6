"""What a version of a rule does to open clocks: the what-if and the publishing read one plan."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation import clock as house_clock
from app.foundation.base import row_of
from app.sla.models import Clock
from app.sla.queries import Limits
from app.sla.rules.calendar import CalendarError
from app.sla.rules.carrying import Dates, Turn, carry_over
from app.sla.rules.clock import light
from app.sla.rules.deadline import DeadlineError
from app.sla.rules.selection import Rule, choose, in_force
from app.sla.states import Light
from app.workflow.slarules.subjects import Subjects, concerned

Carry = Callable[[Any], Dates | None]
"""What is done to one open clock, in memory; None when it is left alone."""


class Effect(StrEnum):
    """What happens to a clock: it can be several at once."""

    moved = "moved"
    earlier = "earlier"
    later = "later"
    breached = "breached"
    """Due in the past at once: an effective date long ago."""
    soon = "soon"
    """Its light turns yellow at once."""
    rescued = "rescued"
    """It was yellow and is green again."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One clock that is carried over; `dates` of a paused one as if it were resumed."""

    clock_id: int
    subject_kind: str
    subject_id: int
    application_id: int
    organisation_id: int | None
    node: str
    dates: Dates
    effects: frozenset[Effect]


@dataclass(frozen=True)
class Plan:
    """All clocks that a version concerns: those carried over, and how many are left alone."""

    turn: Turn
    carried: Sequence[Moved]
    left_alone: int

    @property
    def waits(self) -> bool:
        """Whether it is carried out on the effective date, for clocks that are open then."""
        return self.turn.effective > house_clock.today()

    @cached_property
    def numbers(self) -> dict[int | None, Counter[Effect]]:
        """Organisation → effect → how many clocks; only those that move somehow."""
        found: dict[int | None, Counter[Effect]] = {}
        for one in self.carried:
            if one.effects:
                found.setdefault(one.organisation_id, Counter()).update(one.effects)
        return found

    @property
    def total(self) -> Counter[Effect]:
        """The same over all organisations."""
        return sum(self.numbers.values(), Counter())

    def having(self, effect: Effect) -> list[Moved]:
        """The clocks behind a number."""
        return [one for one in self.carried if effect in one.effects]


def carrying(
    session: Session, clocks: Sequence[Any], known: Limits, new: Rule, turn: Turn
) -> Carry:
    """How each of these clocks follows the new version; nobody follows one that was overtaken.

    A clock of another rule comes along only to the new version itself; one of the same rule goes
    wherever it belongs now, and stays where nothing fits it any more.
    """
    on = max(turn.effective, house_clock.local(turn.at).date())
    rules = list(in_force([*known.versions.values(), new], on))
    subjects = Subjects(session, clocks)
    overtaken = all(one.version_id != new.version_id for one in rules)

    def carry(one: Any) -> Dates | None:
        old = known.versions[one.rule_version_id]
        chosen = None if overtaken else choose(rules, new.slot, subjects.facts(one))
        if chosen is None or chosen.version_id == old.version_id:
            return None
        if new.version_id != chosen.version_id and new.code != old.code:
            return None
        return carry_over(one, old, chosen, known.calendar, turn)

    return carry


def forecast(session: Session, known: Limits, new: Rule, turn: Turn) -> Plan:
    """The plan without carrying it out: on copies of the clocks."""
    clocks = session.scalars(select(Clock).where(concerned(new)).order_by(Clock.id)).all()
    carry = carrying(session, clocks, known, new, turn)
    return Plan(turn, *_sorted(_tried(one, carry, turn) for one in clocks))


def _tried(one: Clock, carry: Carry, turn: Turn) -> Moved | None:
    try:
        return observed(SimpleNamespace(**row_of(one), id=one.id), carry, turn)
    except (CalendarError, DeadlineError):
        return None  # publishing leaves it alone, and logs it


def observed(one: Any, carry: Carry, turn: Turn) -> Moved | None:
    """Carry one clock over, and tell what that did."""
    before = _light(one, turn)
    dates = carry(one)
    if dates is None:
        return None
    return Moved(
        one.id, one.subject_kind, one.subject_id, one.application_id, one.organisation_id,
        one.node, dates, frozenset(_effects(dates, (before, _light(one, turn)), turn)),
    )  # fmt: skip


def _light(one: Any, turn: Turn) -> Light:
    return light(one.due_at, one.soon_at, one.left_seconds, turn.at)


def _effects(dates: Dates, lights: tuple[Light, Light], turn: Turn) -> Iterator[Effect]:
    if dates.after == dates.before:
        return
    yield Effect.moved
    yield Effect.earlier if dates.after < dates.before else Effect.later
    if dates.after < turn.at:
        yield Effect.breached
    told: Mapping[tuple[Light, Light], Effect] = {
        (Light.normal, Light.soon): Effect.soon,
        (Light.soon, Light.normal): Effect.rescued,
    }
    if lights in told:
        yield told[lights]


def _sorted(tried: Iterable[Moved | None]) -> tuple[list[Moved], int]:
    """Those carried over, and how many are not."""
    every = list(tried)
    carried = [one for one in every if one is not None]
    return carried, len(every) - len(carried)
