"""The clocks of one record, each with its reasons and with whose time it was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.applications.models import Application
from app.foundation import clock as house_clock
from app.foundation.messages import Message, say
from app.sla.models import Clock
from app.sla.queries import Limits, calendars_of, limits, of_subject
from app.sla.rules.calendar import Calendar
from app.sla.rules.clock import held, instant, light, pauses_until
from app.sla.rules.pauses import Pause
from app.sla.rules.remaining import remaining
from app.sla.rules.selection import Facts, Rule
from app.sla.rules.steps import Named, Several, Step, StepKind
from app.sla.rules.why import why
from app.sla.states import OPEN, Light
from app.workflow.limited import facts
from app.workflow.setting import Setting
from app.workflow.wording import askable, condition


@dataclass(frozen=True, slots=True)
class Held:
    """A part of a clock's time: whose it was, and its business seconds with and without pauses."""

    span: Mapping[str, Any]
    begins_at: datetime
    ends_at: datetime | None
    gross: int
    net: int


@dataclass(frozen=True, slots=True)
class Account:
    """One clock under its rule and in the calendar that it was last reckoned by."""

    clock: Clock
    rule: Rule
    calendar: Calendar
    won: Sequence[Step]
    """Which rule it is, and why that one."""
    now: datetime

    @property
    def open(self) -> bool:
        """Whether it runs or is paused."""
        return self.clock.state in OPEN

    @property
    def light(self) -> Light:
        """How it stands; of a stopped one `none`."""
        one = self.clock
        if not self.open:
            return Light.none
        return light(one.due_at, one.soon_at, one.left_seconds, self.now)

    @property
    def remaining(self) -> int | None:
        """Business seconds, below 0 when overdue; None of a stopped one."""
        one = self.clock
        if not self.open:
            return None
        return remaining(self.calendar, one.due_at, one.left_seconds, self.now)

    @property
    def steps(self) -> list[Step]:
        """Rule, terms, every day from start to due, and the due."""
        return [*self.won, *why(self.clock, self.rule, self.calendar, self._minute)]

    @property
    def pauses(self) -> list[Pause]:
        """Those it had, and the one it is in as far as now."""
        return pauses_until(self.clock.spans, self._minute)

    @property
    def _minute(self) -> datetime:
        """Now, as exactly as people say it."""
        return self.now.replace(second=0, microsecond=0)

    @property
    def ledger(self) -> list[Held]:
        """Whose time it was, from the start to now or to the stop; the parts add up."""
        spans, until = self.clock.spans, self.clock.stopped_at or self.now
        return [
            Held(span, instant(span["from"]), instant(span.get("to")), gross, net)
            for span, gross, net in held(spans, self.calendar, until)
        ]


def accounts(session: Session, setting: Setting, application: Application | None) -> list[Account]:
    """Every clock the row has or had, the oldest first: one statement.

    One more where one was reckoned by a calendar that changed since. Without its application no
    rule is compared with others.
    """
    found = _clocks(session, setting)
    if not found:
        return []
    known, now = limits(session), house_clock.now()
    calendars = calendars_of(session, {one.calendar_revision for one in found})
    asked = facts(application, setting.row, setting) if application else None
    return [
        Account(
            one, rule, calendars[one.calendar_revision], _won(known, rule, one, setting, asked), now
        )
        for one in found
        for rule in [known.versions[one.rule_version_id]]
    ]


def _clocks(session: Session, setting: Setting) -> Sequence[Clock]:
    """The oldest first, as the page has read them or anew."""
    timing = setting.timing
    if timing.ended is None:
        return session.scalars(of_subject(setting.row)).all()
    return sorted((*timing.clocks, *timing.ended), key=lambda one: (one.started_at, one.id))


def _won(
    known: Limits, rule: Rule, one: Clock, setting: Setting, asked: Facts | None
) -> list[Step]:
    said = [
        say(
            "Rule: %(label)s, version %(version)s, in force from %(day)s",
            label=Named(rule.label),
            version=rule.version,
            day=rule.effective_from,
        ),
        *_scope(rule, setting),
    ]
    if asked is not None:
        on = house_clock.local(one.started_at).date()
        said += _beaten(rule, known.fitting(rule.slot, asked, on))
    return [Step(StepKind.rule, None, message) for message in said]


def _scope(rule: Rule, setting: Setting) -> Iterator[Message]:
    """What it asks for, where it isn't for every case."""
    service, when = {"field": "service", "op": "eq", "value": rule.service}, rule.when or {}
    parts = [*([service] if rule.service else []), *when.get("all", [when] if when else [])]
    if parts:
        asked = askable(setting.catalogue, rule.service)
        yield say("It is for: %(condition)s", condition=condition({"all": parts}, asked))


def _beaten(rule: Rule, fitting: Sequence[Rule]) -> Iterator[Message]:
    """Why this one; nothing where the facts have changed since."""
    if rule.code not in {one.code for one in fitting}:
        return
    others = [one for one in fitting if one.code != rule.code]
    if not others:
        yield say("No other rule fits here")
    elif others[0].specificity < rule.specificity:
        names = Several([say("“%(label)s”", label=Named(one.label)) for one in others], say(", "))
        yield say("It asks for more than %(others)s: the most specific rule applies", others=names)
