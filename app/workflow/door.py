"""The door: every change of business state goes through `perform` (DESIGN §1).

Lock the applications, then their rows by id → versions → scope, permission, relation → is it
legal, and if not, why → effects → derived state → journal and outbox → commit, once. It works on
sets; the number of statements doesn't grow with the set.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, NotFound, Stale, WrongState
from app.foundation.messages import say
from app.journal.models import Notice
from app.workflow import clocks, drafts, journalling, notices
from app.workflow.action import ACTIONS, Action
from app.workflow.batch import Batch, load
from app.workflow.drafts import Filling
from app.workflow.effects import act, admit, conclude
from app.workflow.idempotency import Key
from app.workflow.journalling import Written
from app.workflow.move import Errand, Move
from app.workflow.nouns import NOUNS
from app.workflow.outbox import tell
from app.workflow.partners import notices_abroad
from app.workflow.setting import Row
from app.workflow.transaction import in_step, store, writing

log = logging.getLogger(__name__)

FACE = "worker"


@dataclass(frozen=True, slots=True)
class Ref:
    """A row to act on; with `versions`, only as the actor saw it: in one of these.

    `data` is entered for this row in place of what is entered for all.
    """

    id: int
    versions: Collection[int] | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: `error` is None when it was done, and `version` what it is since."""

    id: int
    error: DomainError | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a call makes of its rows, in memory: nothing but what effects made is stored yet."""

    batch: Batch
    moves: Sequence[Move]
    results: Sequence[Result]
    events: Sequence[Written]
    changed: Sequence[Row]
    told: Sequence[Notice]
    abroad: Sequence[Notice]


def perform(
    noun: str,
    verb: str,
    refs: Sequence[Ref],
    actor: Actor,
    data: Mapping[str, Any],
    *,
    key: str | None = None,
    sent: Filling | None = None,
) -> list[Result]:
    """Do one action to a set of rows: one transaction, one result per row, in the order given.

    A row named twice is one. Rows that can't be done are left out with their DomainError
    (NotFound, Forbidden, Stale, WrongState, Invalid); NotFound is raised when the noun has no such
    verb. `key` is an Idempotency-Key: the second time nothing is done and the rows done before are
    answered. It stands for `data`, or where a form was `sent` for itself, since what is asked can
    change once it was done; what was kept of that form goes.
    """
    action = declared(noun, verb)
    refs = list({ref.id: ref for ref in refs}.values())
    errands: list[Errand] = []
    told = data if sent is None else {}
    asked = Key(actor.username, key, noun, verb, [ref.id for ref in refs], told) if key else None
    with writing() as session, session.no_autoflush:
        if asked and (earlier := asked.performed(session)) is not None:
            return [Result(one) for one in earlier]
        results = _perform(session, action, refs, actor, data, errands)
        done = [one.id for one in results if one.error is None]
        if not done:
            session.rollback()
        else:
            drafts.spend(session, actor, sent)
            if asked:
                asked.remember(session, done)
    _run(errands)
    return results


def perform_within(
    session: Session, noun: str, verb: str, refs: Sequence[Ref], actor: Actor
) -> list[Result]:
    """The same as a part of the caller's transaction, which began by `writing`; no errands.

    For steps of a batch: what they do and how far they are is committed together.
    """
    with session.no_autoflush:
        return _perform(session, ACTIONS[noun, verb], refs, actor, {}, [])


def declared(noun: str, verb: str) -> Action:
    """The action; raises NotFound when the noun has no such verb."""
    if (noun, verb) not in ACTIONS:
        raise NotFound(say("There is no action “%(verb)s” here.", verb=verb))
    return ACTIONS[noun, verb]


def _perform(
    session: Session,
    action: Action,
    refs: Sequence[Ref],
    actor: Actor,
    data: Mapping[str, Any],
    errands: list[Errand],
) -> list[Result]:
    batch = load(session, action.noun, [ref.id for ref in refs], actor)
    reckoned = reckon(session, action, batch, refs, data)
    _write(session, action, reckoned)
    errands += [one for move in reckoned.moves for one in move.errands]
    return [
        replace(one, version=None if one.error else batch.rows[one.id][0].version)
        for one in reckoned.results
    ]


def reckon(
    session: Session, action: Action, batch: Batch, refs: Sequence[Ref], data: Mapping[str, Any]
) -> Reckoned:
    """Everything that follows, whether it will be written or is only rehearsed."""
    visible = _visible_ids(session, action.noun, batch, batch.actor)
    moves: list[Move] = []
    results: dict[int, Result] = {}
    for ref in refs:
        try:
            if ref.id not in visible:
                raise NotFound  # one place turns every refusal into a result
            move = _admit(batch, action, ref, data)
        except DomainError as error:
            results[ref.id] = Result(ref.id, error)
        else:  # at once: what it changes can keep a later row of the set out
            act(action, move, batch.case_of(ref.id))
            moves.append(move)
            results[ref.id] = Result(ref.id)
    _name_the_quicker(session, action.noun, results)
    store(session, [one for move in moves for one in move.made])
    events, changed = _conclude(action, batch, moves)
    told = [one() for move in moves for one in move.told]
    abroad = notices_abroad(session, moves, batch.catalogue)
    return Reckoned(batch, moves, [results[ref.id] for ref in refs], events, changed, told, abroad)


def _run(errands: Sequence[Errand]) -> None:
    """Each in a transaction of its own, so that no application is locked beside another.

    What fails is left to the worker, which looks for the same.
    """
    for one in dict.fromkeys(errands):
        data = {"occurred_at": one.at.isoformat()}
        try:
            perform(one.noun, one.verb, [Ref(one.row_id)], Actor.system(FACE), data)
        except (DomainError, DBAPIError):
            log.exception("%s %s: %s is left to the worker", one.noun, one.row_id, one.verb)


def _visible_ids(session: Session, noun: str, batch: Batch, actor: Actor) -> set[int]:
    model: Any = NOUNS[noun].model
    visible = model.id.in_(list(batch.rows)) & NOUNS[noun].visible(actor)
    return set(session.scalars(select(model.id).where(visible)))


def _admit(batch: Batch, action: Action, ref: Ref, data: Mapping[str, Any]) -> Move:
    """The move, or the DomainError that keeps this row out."""
    setting = batch.setting(ref.id)
    if ref.versions is not None and setting.row.version not in ref.versions:
        raise Stale(say("This record was changed after you opened it."))
    return admit(action, setting, batch.case_of(ref.id), data if ref.data is None else ref.data)


def _conclude(
    action: Action, batch: Batch, moves: Sequence[Move]
) -> tuple[list[Written], list[Row]]:
    """What follows in each case: once for all applications of the set."""
    events: list[Written] = []
    changed: list[Row] = []
    by_case: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        by_case[move.application.id].append(move)
    for case in batch.cases:
        if own := by_case.get(case.application.id):
            outcome = conclude(action, case, own)
            events += outcome.events
            changed += outcome.changed
    return events, changed


def _write(session: Session, action: Action, reckoned: Reckoned) -> None:
    """Journal and tell: as many statements whatever the set."""
    if action.tells:
        tell(session, action.verb, reckoned.changed)
    in_step(session)
    clocks.write(session, [one for case in reckoned.batch.cases for one in case.clocks])
    apart = journalling.write(session, reckoned.events)
    notices.write(session, notices.gathered([*reckoned.told, *reckoned.abroad]), apart)


def _name_the_quicker(session: Session, noun: str, results: Mapping[int, Result]) -> None:
    """Tell those who come too late who did what, and when: one statement for the whole set."""
    late = [one.id for one in results.values() if isinstance(one.error, WrongState)]
    if not late:
        return
    last = journalling.last_events(session, NOUNS[noun].kind, late)
    for one in late:
        error, event = results[one].error, last.get(one)
        if isinstance(error, WrongState) and event is not None:
            when = clock.local(event.recorded_at).strftime("%Y-%m-%d %H:%M:%S")
            done = next((one for one in ACTIONS.values() if one.verb == event.verb), None)
            error.messages.append(
                say(
                    "%(who)s did “%(what)s” at %(when)s.",
                    who=event.actor_name, what=done.label if done else event.verb, when=when,
                )
            )  # fmt: skip
