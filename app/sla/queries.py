"""Time limits as the processes see them: compiled once per revision, asked without SQL."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.catalog.queries import PerRevision
from app.sla.models import CalendarVersion, Clock, SlaRuleVersion, SupervisionItem
from app.sla.rules.calendar import Calendar, compile_calendar
from app.sla.rules.selection import Facts, Rule, Slot, choose, in_force
from app.sla.states import Light, Standing, YearStatus

BACK, AHEAD = 10, 20
"""Years before and after the calendar's own in which only weekdays are known."""


@dataclass(frozen=True)
class Limits:
    """One revision of calendars and rules; immutable, shared by threads."""

    calendars: Mapping[str, Calendar]
    versions: Mapping[int, Rule]
    """Every version that was ever published."""

    @property
    def calendar(self) -> Calendar:
        """The county's; raises LookupError where none was published."""
        if not self.calendars:
            raise LookupError("no calendar has been published")
        return next(iter(self.calendars.values()))

    def choose(self, slot: Slot, facts: Facts, on: date) -> Rule | None:
        """The rule that limits a subject with these facts from this local date on."""
        return choose(_slots(self, on).get(slot, ()), slot, facts)

    def fitting(self, slot: Slot, facts: Facts, on: date) -> list[Rule]:
        """All that could limit it then, the most specific first."""
        found = [one for one in _slots(self, on).get(slot, ()) if one.matches(facts)]
        return sorted(found, key=lambda one: (-one.specificity, one.code))

    def __hash__(self) -> int:
        return id(self)


@lru_cache(maxsize=4096)
def _slots(limits: Limits, on: date) -> Mapping[Slot, Sequence[Rule]]:
    found: dict[Slot, list[Rule]] = defaultdict(list)
    for rule in in_force(limits.versions.values(), on):
        found[rule.slot].append(rule)
    return found


def _documents(session: Session) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """(code, revision, document) of every calendar's latest revision."""
    yield from session.execute(
        select(CalendarVersion.calendar, CalendarVersion.revision, CalendarVersion.document)
        .where(CalendarVersion.id.in_(calendars_in_force()))
        .order_by(CalendarVersion.calendar)
    )


def published(session: Session) -> dict[str, Calendar]:
    """Every calendar with nothing but its own years."""
    return {
        code: compile_calendar(document, revision)
        for code, revision, document in _documents(session)
    }


def calendars_in_force() -> Select[int]:
    """The ids of the latest revisions."""
    return select(func.max(CalendarVersion.id)).group_by(CalendarVersion.calendar)


def _read(session: Session, _revision: int) -> Limits:
    return Limits(
        {
            code: compile_calendar(covering(document), revision)
            for code, revision, document in _documents(session)
        },
        {
            one.id: Rule(
                one.document, one.effective_from, one.id, one.version, one.retired, one.migration
            )
            for one in session.scalars(select(SlaRuleVersion).order_by(SlaRuleVersion.id))
        },
    )


def covering(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with projected years around those it has: no action fails for want of a year."""
    known = {one["year"]: one for one in document["years"]}
    years = range(min(known) - BACK, max(known) + AHEAD + 1)
    unknown = {"status": YearStatus.projected, "days": []}
    return {**document, "years": [known.get(one, unknown | {"year": one}) for one in years]}


limits = PerRevision(_read)
"""The calendars and rules of a session's database."""


def calendars_of(session: Session, revisions: Collection[int]) -> dict[int, Calendar]:
    """The county's calendar in these revisions: only what isn't the present one is read."""
    present = limits(session).calendar
    older = set(revisions) - {present.revision}
    query = select(CalendarVersion.revision, CalendarVersion.document).where(
        CalendarVersion.calendar == present.code, CalendarVersion.revision.in_(older)
    )
    found = {
        revision: compile_calendar(covering(document), revision)
        for revision, document in (session.execute(query) if older else ())
    }
    return dict.fromkeys(revisions, present) | found


def of_subject(row: Any) -> Select[Clock]:
    """The clocks of an application or a ticket, by its application's index, the oldest first."""
    kind = row.__tablename__
    case = row.id if kind == "application" else row.application_id
    return (
        select(Clock)
        .where(Clock.application_id == case, Clock.subject_kind == kind, Clock.subject_id == row.id)
        .order_by(Clock.started_at, Clock.id)
    )


def lit(model: Any, light: Light, now: datetime) -> ColumnElement[bool]:
    """Rows of a noun whose light this is: `light` of the rules, as SQL."""
    due, soon, left = model.due_at, model.soon_at, model.left_seconds
    open_ = model.ended_at.is_(None)
    running = and_(open_, left.is_(None), due.is_not(None))
    found: dict[Light, ColumnElement[bool]] = {
        Light.paused: and_(open_, left.is_not(None)),
        Light.none: and_(left.is_(None), due.is_(None)),
        Light.overdue: and_(running, due < now),
        Light.soon: and_(running, due >= now, soon <= now),
        Light.normal: and_(running, due >= now, or_(soon.is_(None), soon > now)),
    }
    return found[light]


def standing_is(standing: Standing, now: datetime) -> ColumnElement[bool]:
    """Supervisions that stand so: `standing` of the rules, as SQL."""
    waits = SupervisionItem.replied_at.is_(None)
    found: dict[Standing, ColumnElement[bool]] = {
        Standing.answered: SupervisionItem.replied_at.is_not(None),
        Standing.overdue: and_(waits, SupervisionItem.reply_due_at < now),
        Standing.open: and_(waits, SupervisionItem.reply_due_at >= now),
    }
    return found[standing]
