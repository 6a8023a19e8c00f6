"""Why a clock is due when it is: its terms, every day on the way, and what else moved it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.foundation import clock as house_clock
from app.foundation.messages import Message, say
from app.sla.kinds import KINDS
from app.sla.rules.calendar import ONE_DAY, Calendar
from app.sla.rules.clock import deadline_of, extended, pauses_until
from app.sla.rules.deadline import due
from app.sla.rules.explain import explain
from app.sla.rules.selection import Rule
from app.sla.rules.steps import Step, StepKind, headed, moment
from app.sla.rules.terms import Terms
from app.sla.states import ClockState


def why(clock: Any, rule: Rule, calendar: Calendar, now: datetime) -> list[Step]:
    """The steps from a clock's start to its due; a paused one as if it went on now.

    Raises what `due` raises.
    """
    terms = extended(rule, clock.extended_by)
    pauses = pauses_until(clock.spans, now)
    steps = explain(calendar, clock.started_at, terms, pauses)
    found = due(calendar, clock.started_at, terms, pauses)
    if clock.extended_by:
        steps[1:1] = [_extension(rule, clock.extended_by)]
    kept = deadline_of(clock, rule, calendar, pauses)
    if kept > found:
        steps += _floor(calendar, found, kept)
    if clock.state == ClockState.paused:
        said = say("Paused: these steps reckon as if it went on now, at %(at)s", at=moment(now))
        steps.insert(0, Step(StepKind.pause, None, said))
    elif clock.due_at != kept:
        said = say("Due as recorded: %(at)s", at=moment(clock.due_at))
        steps.append(Step(StepKind.due, None, said))
    return steps


def limit_in_words(terms: Terms, amount: int | None = None) -> Message:
    """`5 working days`; another amount in the unit of these terms."""
    shown = terms if amount is None else Terms(terms.unit, Decimal(amount))
    return KINDS[terms.unit].amount(shown)


def _extension(rule: Rule, by: int) -> Step:
    said = say(
        "Extended: %(limit)s by the rule, and %(more)s more",
        limit=limit_in_words(rule.terms),
        more=limit_in_words(rule.terms, by),
    )
    return Step(StepKind.extension, None, said)


def _floor(calendar: Calendar, found: datetime, floor: datetime) -> Iterator[Step]:
    """The days between what was counted and the earliest due that is kept."""
    day, last = (house_clock.local(one).date() for one in (found, floor))
    while (day := day + ONE_DAY) <= last:
        said = say("%(day)s: before the earliest due that is kept", day=headed(calendar, day))
        yield Step(StepKind.skipped, day, said)
    said = say("Due not before %(at)s, since the rule changed meanwhile", at=moment(floor))
    yield Step(StepKind.floor, None, said)
