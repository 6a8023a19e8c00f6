"""What a change of rules, facts or days does to clocks that run (DESIGN §3)."""

from datetime import date, datetime

from app.sla.rules.calendar import Calendar
from app.sla.states import Migration


def migrated(
    mode: Migration,
    old_due: datetime,
    recomputed: datetime,
    effective: date,
    calendar: Calendar,
    *,
    now: datetime,
) -> datetime:
    """When an open clock is due after a new version of its rule came into force.

    A clock already breached does not move. Nothing gets shorter than the close of the first working
    day after the effective date, except that it never had that much: the floor never loosens.
    """
    if mode is Migration.new_only or old_due < now:
        return old_due
    if mode is Migration.never_earlier:
        return max(recomputed, old_due)
    return max(recomputed, floor(old_due, effective, calendar))


def floor(old_due: datetime, effective: date, calendar: Calendar) -> datetime:
    """Before this a clock changed for all is not due."""
    return min(old_due, calendar.close(calendar.workday_after(effective)))


def reselected(recomputed: datetime, now: datetime, calendar: Calendar) -> datetime:
    """When a clock is due whose rule was chosen again since a fact changed.

    Nobody is late by it at once: what would be past already is due at the next working day's close.
    """
    if recomputed >= now:
        return recomputed
    return calendar.close(calendar.workday_after(calendar.local_date(now)))
