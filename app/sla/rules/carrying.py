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
from app.sla.rules.migration import migrated, rebased
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
    pauses, (_, since) = pauses_until(clock.spans, turn.at), pauses_of(clock.spans)
    before = clock.due_at or deadline_of(clock, old, calendar, pauses)
    if before < turn.at:
        return None
    recomputed = due(calendar, clock.started_at, extended(new, clock.extended_by), pauses)
    after = migrated(turn.mode, before, recomputed, turn.effective, calendar, now=turn.at)
    clock.rule_version_id = new.version_id
    clock.floor_at = clock.floor_since = None
    if after > recomputed:
        begun = turn.at if since is None else min(since, turn.at)
        clock.floor_at = rebased(after, turn.at, begun, new.terms.unit, calendar)
        clock.floor_since = begun
    told = clock.level_revision
    schedule(clock, new, calendar, tell=False)
    if clock.level_revision == told and old.levels != new.levels:
        _rearm(clock, new, calendar, turn.at)
    return Dates(before, after)


def _rearm(clock: Any, rule: Rule, calendar: Calendar, at: datetime) -> None:
    """Other levels for the same due: those that would be past are not told any more."""
    if clock.state is ClockState.running:
        clock.level_revision += 1
        clock.next_level = sum(one.told_at <= at for one in levels(clock, rule, calendar))
        arm(clock, rule, calendar)
