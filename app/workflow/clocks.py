"""Which clocks run follows from where a row stands: started, held, paused, stopped here.

Called once per case after all its moves, in the action's own transaction (DESIGN §1, §3).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_dict

from app.applications.models import Application
from app.catalog.queries import ReasonEntry
from app.foundation import clock as house_clock
from app.foundation.base import reading, row_of
from app.sla.models import Clock
from app.sla.rules import clock as ticking
from app.sla.rules.carrying import rechosen
from app.sla.rules.clock import Span
from app.sla.rules.selection import Facts, Rule
from app.sla.states import Basis, ClockState, Holder, Node
from app.tickets.models import Ticket
from app.workflow.case import Case
from app.workflow.limited import (
    FACTS,
    WATCHED,
    WITHDRAWN,
    awaited_dig,
    facts,
    holder_of,
    nodes,
    pausing,
    stands_still,
    waits,
)
from app.workflow.move import Move
from app.workflow.reasons import known_reason
from app.workflow.recalculation import path_of
from app.workflow.setting import Row

READ = {model: reading(*names) for model, names in WATCHED.items()}
BEFORE = {model: itemgetter(*names) for model, names in WATCHED.items()}
UNSET = dict.fromkeys(
    ("due_at", "promised_at", "soon_at", "next_level_at", "left_seconds", "floor_at", "floor_since",
     "stopped_at", "net_seconds", "gross_seconds", "kept")
)  # fmt: skip
"""Columns that a new clock may not get: what was never set is slow to read."""
Dates = dict[str, list[Any]]
"""A clock's path in the journal → its due before and after."""


def keep_time(case: Case, lead: Move, own: Mapping[Row, Move]) -> dict[Row, Dates]:
    """Bring the clocks of a case to where its rows stand now.

    Answers which limits of a row another rule gives since, and what that moved, for its journal.
    """
    moved: dict[Row, Dates] = {}
    for row in case.subjects:
        before, kind = case.before.get(row), type(row)
        if before is None or BEFORE[kind](before) != READ[kind](row):
            moved[row] = _Timekeeper(case, row, own.get(row, lead)).work()
    return moved


class _Timekeeper:
    """One row of a case and the clocks that run on it."""

    def __init__(self, case: Case, row: Row, move: Move) -> None:
        self._case, self._row, self._at = case, row, move.at
        self._limits, self._move = case.limits, move
        self._reason = _reason(row, move)
        self._before = case.before.get(row, {})

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return facts(self._case.application, self._row, self._move)

    def work(self) -> Dates:
        wanted = nodes(self._row)
        self._expire()
        for one in self._case.open_clocks(self._row):
            if one.node not in wanted or self._handed_over(one):
                self._stop(one)
        running = {(one.node, one.basis): one for one in self._case.open_clocks(self._row)}
        moved: Dates = {}
        for one in running.values():
            moved |= self._reselect(one)
            self._hold(one)
        for node in wanted:
            for basis in Basis:
                if (node, basis) not in running:
                    self._start(node, basis)
        summarise(self._row, self._case.open_clocks(self._row))
        return moved

    def _rule(self, one: Clock) -> Rule:
        return self._limits.versions[one.rule_version_id]

    def _choose(self, node: Node, basis: Basis, known: Facts | None = None) -> Rule | None:
        on = house_clock.local(self._at).date()
        return self._limits.choose((node, basis), known or self._facts, on)

    def _start(self, node: Node, basis: Basis) -> None:
        rule = self._choose(node, basis)
        if rule is None:
            return
        row = self._row
        started = Clock(
            subject_kind=row.__tablename__,
            subject_id=row.id,
            application_id=self._case.application.id,
            organisation_id=row.organisation_id,
            node=node,
            basis=basis,
            rule_version_id=rule.version_id,
            started_at=self._at,
            extended_by=0,
            level_revision=0,
            next_level=0,
        )
        instance_dict(started).update(UNSET)
        ticking.begin(started, rule, self._limits.calendar, self._span(rule))
        self._case.take(started)

    def _hold(self, one: Clock) -> None:
        rule = self._rule(one)
        one.organisation_id = self._row.organisation_id
        last = one.spans[-1]
        span = self._span(rule, last.get("reason") if last.get("paused") else None)
        ticking.hold(one, rule, self._limits.calendar, span, self._at)

    def _stop(self, one: Clock) -> None:
        void = self._row.state in WITHDRAWN
        ticking.stop(one, self._rule(one), self._limits.calendar, self._at, void=void)

    def _expire(self) -> None:
        """A pause that is left after its expiry ended then, before anything else."""
        row = self._row
        if isinstance(row, Application) or stands_still(row):
            return
        holder = holder_of(SimpleNamespace(**self._before) if self._before else row)
        for one in self._case.open_clocks(row):
            ticking.expire(one, self._rule(one), self._limits.calendar, holder, self._at)

    def _handed_over(self, one: Clock) -> bool:
        """A step's limit begins anew with another organisation; the whole ticket's goes on."""
        row = self._row
        step = isinstance(row, Ticket) and one.node is not Node.ticket
        return step and one.organisation_id != row.organisation_id

    def _reselect(self, one: Clock) -> Dates:
        """When a fact in a rule's scope changed, by the rule that fits now, from the old start."""
        names = FACTS[type(self._row)]
        if all(self._before.get(name) == getattr(self._row, name) for name in names):
            return {}
        chosen, now = self._choose(one.node, one.basis), self._rule(one)
        if chosen is None or chosen.code == now.code:
            return {}
        earlier = self._choose(one.node, one.basis, self._facts_before())
        if earlier is not None and earlier.code == chosen.code:
            return {}
        calendar, present = self._limits.calendar, house_clock.now()
        dates = rechosen(one, now, chosen, calendar, present)
        return {path_of(one): [dates.before.isoformat(), dates.after.isoformat()]}

    def _facts_before(self) -> Facts:
        """What rules would have asked about before the action."""
        row, township = self._row, {"township": self._before.get("township")}
        if isinstance(row, Application):
            return self._facts | township
        before: Any = SimpleNamespace(**self._before)
        return facts(self._case.application, before, self._move) | township

    def _span(self, rule: Rule, paused_for: str | None = None) -> Span:
        """Whose time it is on a clock of this rule.

        Of several reasons to stand still the one that it is `paused_for` counts as long as it
        holds.
        """
        row, holder = self._row, holder_of(self._row)
        suspended = not isinstance(row, Application) and stands_still(row)
        reasons = [self._suspended(rule)] if suspended else []
        if reason := pausing(row, rule):
            reasons.append(Span(holder, paused=True, reason=reason))
        on = house_clock.local(self._at).date()
        if isinstance(row, Ticket) and (reason := awaited_dig(row, rule, on)):
            begins_at = house_clock.start_of(row.waits_until or on)
            reasons.append(Span(holder, paused=True, reason=reason, expires_at=begins_at))
        pauses = [one for one in reasons if one.paused]
        if pauses or suspended:
            return next((one for one in pauses if one.reason == paused_for), (pauses or reasons)[0])
        if other := self._move.directory.by_id.get(waits(row) or 0):
            return Span(holder, reason=f"waits:{other.name}")
        return Span(holder)

    def _suspended(self, rule: Rule) -> Span:
        entered: Mapping[str, Any] = self._row.results.get("suspend", {})
        known = self._reason
        holder = entered.get("holder", Holder.utility)
        stops = rule.slot[1] is Basis.promised or bool(known and known.statutory)
        return Span(
            holder,
            paused=stops,
            reason=entered.get("reason"),
            legal_basis=known.legal_basis if known else None,
            evidence=entered.get("evidence"),
            by=self._move.actor.name,
            expires_at=_expiry(entered.get("until")) if stops else None,
        )


def write(session: Session, clocks: Iterable[Clock]) -> None:
    """Insert those that were just started, in one statement; the others the session knows."""
    rows = [row_of(one) for one in clocks if one not in session]
    if rows:
        session.flush()  # of a limit that begins anew, the one before has stopped
        session.execute(insert(Clock), rows)


def summarise(row: Row, mine: Sequence[Clock]) -> None:
    """The nearest limit of its open clocks, repeated on the row; what is equal stays untouched."""
    running = [one for one in mine if one.state is ClockState.running]
    paused = [one.left_seconds for one in mine if one.left_seconds is not None]
    values = {
        "due_at": min((one.due_at for one in running if one.due_at), default=None),
        "soon_at": min((one.soon_at for one in running if one.soon_at), default=None),
        "left_seconds": None if running else min(paused, default=None),
    }
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _reason(row: Row, move: Move) -> ReasonEntry | None:
    """The catalogue's reason for which a row stands still."""
    if isinstance(row, Application) or not stands_still(row):
        return None
    return known_reason(move.catalogue, "suspend", row.results.get("suspend", {}).get("reason"))


def _expiry(day: str | None) -> datetime | None:
    """The end of the last local day of a pause."""
    return house_clock.end_of(date.fromisoformat(day)) if day else None
