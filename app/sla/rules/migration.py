"""What a change of rules, facts or days does to clocks that run (DESIGN §3)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from app.sla.kinds import KINDS
from app.sla.rules.calendar import ONE_DAY, Calendar, midnight
from app.sla.rules.pauses import Pause, advance, net
from app.sla.rules.terms import Terms
from app.sla.states import Migration, Unit


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


def raised(
    floor: datetime, since: datetime, unit: Unit, calendar: Calendar, pauses: Iterable[Pause]
) -> datetime:
    """The floor that was laid at `since` with the pauses after that given back.

    Nobody may use up by standing still what the floor was to leave: as the rule counts, hours run
    on after the pause, otherwise as many working days follow as were left.
    """
    later = [Pause(max(one.begins_at, since), one.ends_at) for one in pauses if one.ends_at > since]
    if not later or floor <= since:
        return floor
    days = _days(calendar, since, floor)
    if unit is Unit.hour or not days:
        return max(floor, advance(calendar, since, net(calendar, since, floor, ()), later))
    found = KINDS[Unit.workday].due(calendar, since, Terms(Unit.workday, Decimal(days)), later)
    return max(floor, _on(calendar, calendar.local_date(found), floor))


def rebased(
    floor: datetime, at: datetime, since: datetime, unit: Unit, calendar: Calendar
) -> datetime:
    """A floor laid at `at`, during a pause that runs since `since`, as seen from its beginning.

    `raised` by that pause until `at` it is where it was laid.
    """
    days = _days(calendar, at, floor)
    if unit is Unit.hour or not days:
        return calendar.add(since, calendar.business(at, floor))
    return _on(calendar, calendar.workday_after(calendar.local_date(since), days), floor)


def _days(calendar: Calendar, since: datetime, until: datetime) -> int:
    """Working days after that of `since`, up to that of `until`."""
    begun, last = calendar.local_date(since), calendar.local_date(until)
    return calendar.workdays(begun + ONE_DAY, last) if begun < last else 0


def _on(calendar: Calendar, day: date, instant: datetime) -> datetime:
    """The same time of day on another working day, at the latest its close."""
    time = instant - midnight(calendar.local_date(instant))
    return min(midnight(day) + time, calendar.close(day))


def reselected(recomputed: datetime, now: datetime, calendar: Calendar) -> datetime:
    """When a clock is due whose rule was chosen again since a fact changed.

    Nobody is late by it at once: what would be past already is due at the next working day's close.
    """
    if recomputed >= now:
        return recomputed
    return calendar.close(calendar.workday_after(calendar.local_date(now)))
