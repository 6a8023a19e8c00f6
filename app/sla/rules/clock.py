"""A clock started, held, paused, moved and stopped: pure changes of one row (DESIGN §3).

`Clock` here is whatever has the columns of the table; instants are aware UTC.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.sla.rules.calendar import Calendar
from app.sla.rules.deadline import Pause, Terms, after, before, due, net_seconds, share_at
from app.sla.rules.migration import raised
from app.sla.rules.selection import Level, Rule
from app.sla.states import ClockState, Light

SOON = "soon"
"""The level that turns the light yellow."""
SOON_SHARE = Decimal("0.8")
"""Where a rule names no such level, this share of the time used does (DESIGN §3)."""


@dataclass(frozen=True)
class Span:
    """Whose time it is from here on; a pause says why."""

    holder: str
    paused: bool = False
    reason: str | None = None
    legal_basis: str | None = None
    evidence: str | None = None
    by: str | None = None
    expires_at: datetime | None = None

    def row(self, at: datetime) -> dict[str, Any]:
        """As it stands in the clock's `spans`, open."""
        told = {
            "paused": self.paused or None,
            "reason": self.reason,
            "legal_basis": self.legal_basis,
            "evidence": self.evidence,
            "by": self.by,
        }
        kept = {name: value for name, value in told.items() if value is not None}
        return {"from": at.isoformat(), "holder": self.holder, **kept}


@dataclass(frozen=True, slots=True)
class Reached:
    """A level, when it is reached, and when it is to be told: in working hours unless `always`."""

    level: Level
    reached_at: datetime
    told_at: datetime


def begin(clock: Any, rule: Rule, calendar: Calendar, span: Span) -> None:
    """Start at `clock.started_at`, or paused at once."""
    clock.spans = [span.row(clock.started_at)]
    clock.pause_expires_at = span.expires_at
    schedule(clock, rule, calendar)


def hold(clock: Any, rule: Rule, calendar: Calendar, span: Span, at: datetime) -> None:
    """From `at` on it is this holder's time; pauses and resumes where the span says so.

    A pause that goes on for the same reason keeps its holder and its expiry.
    """
    last = clock.spans[-1]
    if span.paused and last.get("paused") and last.get("reason") == span.reason:
        return
    if not span.paused and not last.get("paused") and _same(last, span):
        return
    turned = bool(last.get("paused")) != span.paused
    clock.spans = [*_ended(clock.spans, at), span.row(_later(clock.spans, at))]
    clock.pause_expires_at = span.expires_at
    if turned:
        schedule(clock, rule, calendar)


def _same(last: Mapping[str, Any], span: Span) -> bool:
    return (last["holder"], last.get("reason")) == (span.holder, span.reason)


def expire(clock: Any, rule: Rule, calendar: Calendar, holder: str, at: datetime) -> None:
    """A pause that had expired by `at` ended then, though no sweep has come by since."""
    expired_at = clock.pause_expires_at
    if expired_at is not None and expired_at < at:
        hold(clock, rule, calendar, Span(holder), expired_at)


def schedule(clock: Any, rule: Rule, calendar: Calendar, *, tell: bool = True) -> None:
    """Find due, light and levels anew: after a start, a pause, an extension or another rule.

    What the applicant was told moves later only, and only if told again (`tell`); when due moved,
    the levels are armed again. Raises CalendarError or DeadlineError.
    """
    pauses, open_since = pauses_of(clock.spans)
    found = deadline_of(clock, rule, calendar, pauses)
    clock.calendar_revision = calendar.revision
    if open_since is not None:
        left = net_seconds(calendar, max(open_since, clock.started_at), found, pauses)
        if clock.state == ClockState.paused and left != clock.left_seconds:
            _rearm(clock)
        clock.state, clock.left_seconds = ClockState.paused, left
        clock.due_at = clock.soon_at = clock.next_level_at = None
        return
    before = clock.due_at
    if clock.state == ClockState.paused:
        before = deadline_of(clock, rule, calendar, pauses[:-1])
    clock.state, clock.left_seconds = ClockState.running, None
    clock.due_at = found
    if clock.promised_at is None or (tell and found > clock.promised_at):
        clock.promised_at = found
    if found != before:
        _rearm(clock)
    arm(clock, rule, calendar)


def _rearm(clock: Any) -> None:
    """What was told of the old due date may be told of the new one."""
    clock.level_revision += 1
    clock.next_level = 0


def arm(clock: Any, rule: Rule, calendar: Calendar) -> None:
    """Set when the light turns yellow, and when the next level is told."""
    every = levels(clock, rule, calendar)
    soon = next((one.reached_at for one in every if one.level.code == SOON), None)
    clock.soon_at = soon or _at_share(SOON_SHARE, clock, calendar, pauses_of(clock.spans)[0])
    _await(clock, every[clock.next_level :])


def fire(
    clock: Any, rule: Rule, calendar: Calendar, until: datetime, now: datetime | None = None
) -> list[Reached]:
    """The levels to be told up to `until`, in their order; the next one is awaited from here on.

    While the office is closed `now`, what should have been told before still waits for the
    opening, unless something after it is always told.
    """
    ahead = levels(clock, rule, calendar)[clock.next_level :]
    due = [one for one in ahead if one.told_at <= until]
    opening = calendar.opening_after(now) if now else until
    while now and opening > now and due and not due[-1].level.always:
        due.pop()
    clock.next_level += len(due)
    rest = ahead[len(due) :]
    _await(clock, rest)
    if rest and rest[0].told_at <= until:
        clock.next_level_at = min([opening, *(one.told_at for one in rest if one.level.always)])
    return due


def _await(clock: Any, ahead: Sequence[Reached]) -> None:
    clock.next_level_at = ahead[0].told_at if ahead else None


def levels(clock: Any, rule: Rule, calendar: Calendar) -> list[Reached]:
    """Every level of a running clock, in the order in which they are to be told."""
    pauses, _ = pauses_of(clock.spans)
    found = []
    for level in rule.levels:
        at = _reached(level, clock, calendar, pauses)
        found.append(Reached(level, at, at if level.always else calendar.opening_after(at)))
    return sorted(found, key=lambda one: (one.told_at, one.reached_at))


def stop(clock: Any, rule: Rule, calendar: Calendar, at: datetime, *, void: bool = False) -> None:
    """Freeze the outcome and the time used; a pause that still runs ends first.

    Stopped after the fact, at an instant before what was entered since, it has nothing after it.
    """
    at = max(at, clock.started_at)
    if clock.calendar_revision != calendar.revision:
        schedule(clock, rule, calendar, tell=False)
    counted, _ = pauses_of(clock.spans)
    clock.spans = _until(clock.spans, at)
    pauses, _ = pauses_of(clock.spans)
    if clock.state == ClockState.paused or pauses != counted:
        clock.due_at = deadline_of(clock, rule, calendar, pauses)
        clock.promised_at = max(clock.promised_at or clock.due_at, clock.due_at)
    in_time = at <= clock.due_at
    clock.state = ClockState.met if in_time else ClockState.breached
    if void:
        clock.state = ClockState.void
    clock.kept = None if void else at <= clock.promised_at
    clock.stopped_at = at
    clock.net_seconds = net_seconds(calendar, clock.started_at, at, pauses)
    clock.gross_seconds = net_seconds(calendar, clock.started_at, at, ())
    clock.soon_at = clock.left_seconds = clock.next_level_at = clock.pause_expires_at = None


def deadline_of(clock: Any, rule: Rule, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    """Due by the rule, its extension and these pauses; never before the clock's floor."""
    found = due(calendar, clock.started_at, extended(rule, clock.extended_by), pauses)
    return max(found, _floor(clock, rule, calendar, pauses)) if clock.floor_at else found


def _floor(clock: Any, rule: Rule, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    return raised(clock.floor_at, clock.floor_since, rule.terms.unit, calendar, pauses)


def extended(rule: Rule, by: int) -> Terms:
    """The rule's terms with an extension in its own unit."""
    terms = rule.terms
    return Terms(terms.unit, terms.amount + by, terms.after_hours) if by else terms


def light(
    due_at: datetime | None, soon_at: datetime | None, left_seconds: int | None, now: datetime
) -> Light:
    """How something stands against its limit (DOMAIN §10): paused when time left is kept."""
    if left_seconds is not None:
        return Light.paused
    if due_at is None:
        return Light.none
    if due_at < now:
        return Light.overdue
    return Light.soon if soon_at is not None and soon_at <= now else Light.normal


def held(
    spans: Sequence[Mapping[str, Any]], calendar: Calendar, until: datetime
) -> Iterator[tuple[Mapping[str, Any], int, int]]:
    """Each span with its business seconds, gross and net; they add up to the whole, exactly."""
    start, (pauses, _) = instant(spans[0]["from"]), pauses_of(spans)
    told = 0, 0
    for span in spans:
        end = instant(span.get("to")) or max(until, instant(span["from"]))
        gross = net_seconds(calendar, start, end, ())
        net = told[1] if span.get("paused") else net_seconds(calendar, start, end, pauses)
        yield span, gross - told[0], net - told[1]
        told = gross, net


def pauses_until(spans: Sequence[Mapping[str, Any]], now: datetime) -> list[Pause]:
    """The pauses of a clock; one that still runs as if it ended now."""
    ended, open_since = pauses_of(spans)
    running = open_since is not None and open_since < now
    return [*ended, Pause(open_since, now)] if open_since and running else ended


def _at_share(share: Decimal, clock: Any, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    return share_at(calendar, clock.started_at, clock.due_at, pauses, share)


def instant(text: Any) -> Any:
    """An instant of a span; None where there is none."""
    return datetime.fromisoformat(text) if text else None


def _reached(level: Level, clock: Any, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    if level.share is not None:
        return _at_share(level.share, clock, calendar, pauses)
    if level.before is not None:
        return before(calendar, clock.due_at, level.before)
    return after(calendar, clock.due_at, level.after) if level.after else clock.due_at


def pauses_of(spans: Sequence[Mapping[str, Any]]) -> tuple[list[Pause], datetime | None]:
    """Pauses that have ended, and since when one runs."""
    ended: list[Pause] = []
    for span in spans:
        if not span.get("paused"):
            continue
        start, end = instant(span["from"]), instant(span.get("to"))
        if end is None:
            return ended, start
        if end > start:
            ended.append(Pause(start, end))
    return ended, None


def _later(spans: Sequence[Mapping[str, Any]], at: datetime) -> datetime:
    """What is entered after the fact can't begin before what it ends."""
    start: datetime = instant(spans[-1]["from"])
    return max(start, at)


def _ended(spans: Sequence[Mapping[str, Any]], at: datetime) -> list[dict[str, Any]]:
    *earlier, last = map(dict, spans)
    if last.get("to") is None:
        last["to"] = _later(spans, at).isoformat()
    return [*earlier, last]


def _until(spans: Sequence[Mapping[str, Any]], at: datetime) -> list[dict[str, Any]]:
    """The parts up to `at`, which isn't before the first."""
    kept = [dict(one) for one in spans if instant(one["from"]) <= at]
    kept[-1]["to"] = at.isoformat()
    return kept
