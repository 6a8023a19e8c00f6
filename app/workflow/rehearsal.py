"""A rehearsal: the door's own code up to what it would write, then everything is rolled back.

What it foretells is therefore what would happen now. Nothing of it is written but, within the
transaction, what effects make (its ids follow from the database); no event, notice or outbox row
is numbered, and the locks are held as long as the reckoning takes. Errands are not rehearsed:
they are deeds of their own, under locks of their own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Invalid
from app.sla.models import Clock
from app.sla.states import ClockState
from app.tickets.models import Ticket
from app.workflow.action import Action
from app.workflow.batch import Batch, load
from app.workflow.door import Reckoned, Ref, declared, reckon
from app.workflow.notices import gathered
from app.workflow.nouns import NOUNS
from app.workflow.outbox import addressed
from app.workflow.setting import Row
from app.workflow.transaction import rehearsing

Standing = tuple[ClockState, datetime | None, int | None]
"""State, due (None while paused) and working seconds left (None while running) of a limit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit before and after; `before` is None for one that starts."""

    node: str
    basis: str
    before: Standing | None
    after: Standing


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the case before and after; a new one has nothing before."""

    kind: str
    id: int
    number: str
    state: tuple[str | None, str]
    stage: tuple[str | None, str | None]
    limits: Sequence[Limit]
    acted_on: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Who gets notices, and how many; `organisation_id` is None for partners across cases."""

    kind: str
    audience: str
    organisation_id: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would happen to a set of rows, as far as the actor sees it."""

    errors: Mapping[int, DomainError | None]
    """By row, in the order given; Invalid: it could be done, with other input."""
    changes: Sequence[Change]
    told: Sequence[Told]
    messages: Mapping[int, int]
    """Organisation → messages to its own system."""

    @property
    def possible(self) -> list[int]:
        """Rows that can be done, once what is asked is answered."""
        return [one for one, why in self.errors.items() if why is None or isinstance(why, Invalid)]

    @property
    def unanswered(self) -> Invalid | None:
        """What is still missing or wrong in the input."""
        return next((one for one in self.errors.values() if isinstance(one, Invalid)), None)


def rehearse(
    noun: str, verb: str, ids: Sequence[int], actor: Actor, data: Mapping[str, Any]
) -> Rehearsal:
    """What `perform` would do now; every object of the session has expired afterwards.

    Raises NotFound for an unknown verb, WrongState where the database refuses what effects make.
    """
    action, refs = declared(noun, verb), [Ref(one) for one in dict.fromkeys(ids)]
    with rehearsing() as session, session.no_autoflush:
        batch = load(session, noun, ids, actor)
        before = _Before(batch)
        reckoned = reckon(session, action, batch, refs, data)
        return Rehearsal(
            {one.id: one.error for one in reckoned.results},
            [*_changes(session, reckoned, before), *_unanswered(action, reckoned, before)],
            _told(reckoned),
            addressed(reckoned.changed) if action.tells else {},
        )


class _Before:
    """How rows and limits stood."""

    def __init__(self, batch: Batch) -> None:
        rows = (row for case in batch.cases for row in case.subjects)
        self.rows = {row: (row.state, _stage(row)) for row in rows}
        clocks = (clock for case in batch.cases for clock in case.clocks)
        self.limits = {one: _standing(one) for one in clocks}


def _standing(one: Clock) -> Standing:
    return one.state, one.due_at, one.left_seconds


def _stage(row: Row) -> str | None:
    return row.stage if isinstance(row, Ticket) else None


def _changes(session: Session, reckoned: Reckoned, before: _Before) -> list[Change]:
    acted_on = {move.row for move in reckoned.moves}
    beside = [one for one in reckoned.changed if one not in acted_on]
    seen = _visible(session, reckoned.batch.actor, beside)
    limits = _limits(reckoned.batch, before)
    found = []
    for row in (*(move.row for move in reckoned.moves), *beside):
        key, was = (row.__tablename__, row.id), before.rows.get(row, (None, None))
        if row in acted_on or key in seen:
            states, stages = (was[0], row.state), (was[1], _stage(row))
            mine = limits.get(key, ())
            found.append(Change(*key, row.number, states, stages, mine, row in acted_on))
    return found


def _unanswered(action: Action, reckoned: Reckoned, before: _Before) -> Iterator[Change]:
    """Where the input isn't complete yet, what the transition table alone tells."""
    for result in reckoned.results:
        if isinstance(result.error, Invalid):
            row, _ = reckoned.batch.rows[result.id]
            state, stage = before.rows[row]
            states = state, action.step.target or state
            yield Change(
                row.__tablename__, row.id, row.number, states, (stage, stage), (), acted_on=True
            )


def _limits(batch: Batch, before: _Before) -> dict[tuple[str, int], list[Limit]]:
    """Row → its limits that start, stop, pause, go on or move."""
    found: dict[tuple[str, int], list[Limit]] = defaultdict(list)
    for one in (clock for case in batch.cases for clock in case.clocks):
        was, now = before.limits.get(one), _standing(one)
        if was != now:
            found[one.subject_kind, one.subject_id].append(Limit(one.node, one.basis, was, now))
    return found


def _visible(session: Session, actor: Actor, rows: Sequence[Row]) -> set[tuple[str, int]]:
    """Of these, what the actor may see: a statement per noun at most."""
    seen: set[tuple[str, int]] = set()
    for noun in NOUNS.values():
        model: Any = noun.model
        ids = [one.id for one in rows if type(one) is model]
        if ids:
            found = session.scalars(select(model.id).where(model.id.in_(ids), noun.visible(actor)))
            seen |= {(noun.kind, one) for one in found}
    return seen


def _told(reckoned: Reckoned) -> list[Told]:
    """Own ones by organisation; who digs near, across cases, is nobody's business but theirs."""
    counts: Counter[tuple[str, str, int | None]] = Counter()
    for one in gathered(reckoned.told):
        counts[one.kind, one.audience, one.organisation_id] += 1
    for one in reckoned.abroad:
        counts[one.kind, one.audience, None] += 1
    return [Told(*who, count) for who, count in counts.items()]
