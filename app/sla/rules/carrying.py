"""An open clock carried over to another rule: what it becomes, and when it is left alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.sla.rules.calendar import Calendar
from app.sla.rules.clock import (
    arm,
    deadline_of,
    extended,
    levels,
    pauses_of,
    pauses_until,
    schedule,
)
from app.sla.rules.deadline import due
from app.sla.rules.migration import migrated, rebased, reselected
from app.sla.rules.selection import Rule
from app.sla.states import ClockState, Migration


@dataclass(frozen=True, slots=True)
class Turn:
    """A version of a rule comes into force: from which date, how open clocks follow, and now."""

    mode: Migration
    effective: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Dates:
    """When a clock was due, and is; of a paused one as if it were resumed at the turn."""

    before: datetime
    after: datetime


def carry_over(clock: Any, old: Rule, new: Rule, calendar: Calendar, turn: Turn) -> Dates | None:
    """Put an open clock under another rule as the mode says; None when it is left alone.

    Left alone is what is late already, and what was extended in a unit the new rule doesn't count
    in. The promise that was told stays. Raises CalendarError or DeadlineError, half changed.
    """
    foreign = clock.extended_by and old.terms.unit is not new.terms.unit
    if turn.mode is Migration.new_only or foreign:
        return None
    before, recomputed = _due(clock, (old, new), calendar, turn.at)
    if before < turn.at:
        return None
    after = migrated(turn.mode, before, recomputed, turn.effective, calendar, now=turn.at)
    _put(clock, new, calendar, turn.at, floor=after if after > recomputed else None)
    told = clock.level_revision
    schedule(clock, new, calendar, tell=False)
    if clock.level_revision == told and old.levels != new.levels:
        _rearm(clock, new, calendar, turn.at)
    return Dates(before, after)


def rechosen(clock: Any, old: Rule, new: Rule, calendar: Calendar, now: datetime) -> Dates:
    """Put an open clock under the rule that fits since a fact changed, from its first start on.

    Raises CalendarError or DeadlineError, half changed.
    """
    before, recomputed = _due(clock, (old, new), calendar, now)
    after = reselected(recomputed, now, calendar)
    _put(clock, new, calendar, now, floor=after if after > recomputed else None)
    schedule(clock, new, calendar)
    return Dates(before, after)


def _due(
    clock: Any, rules: tuple[Rule, Rule], calendar: Calendar, at: datetime
) -> tuple[datetime, datetime]:
    """When it is due, and would be by the other rule; of a paused one as if resumed at `at`."""
    old, new = rules
    pauses = pauses_until(clock.spans, at)
    before = clock.due_at or deadline_of(clock, old, calendar, pauses)
    return before, due(calendar, clock.started_at, extended(new, clock.extended_by), pauses)


def _put(
    clock: Any, new: Rule, calendar: Calendar, at: datetime, *, floor: datetime | None
) -> None:
    """Under the new rule, and not due before `floor`: a pause that runs is given back to it."""
    clock.rule_version_id = new.version_id
    clock.floor_at = clock.floor_since = None
    if floor is not None:
        _, since = pauses_of(clock.spans)
        begun = at if since is None else min(since, at)
        clock.floor_at = rebased(floor, at, begun, new.terms.unit, calendar)
        clock.floor_since = begun


def _rearm(clock: Any, rule: Rule, calendar: Calendar, at: datetime) -> None:
    """Other levels for the same due: those that would be past are not told any more."""
    if clock.state is ClockState.running:
        clock.level_revision += 1
        clock.next_level = sum(one.told_at <= at for one in levels(clock, rule, calendar))
        arm(clock, rule, calendar)
