"""The appointments of some days as one reader sees them, with what collides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access import personal
from app.access.scoped import visible
from app.access.surveys import tickets_seen
from app.applications.models import Application
from app.console import display
from app.console.naming import district_name, record_url
from app.console.survey_part import service_of, span
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.labels import text
from app.sitework.models.surveys import Survey, SurveyPart
from app.sitework.queries.surveys import attended_by, between
from app.sitework.rules.surveys import collide, end
from app.sitework.states.surveys import (
    ANSWER_LABELS,
    COMING,
    OPEN,
    STATE_LABELS,
    Outcome,
    SurveyState,
)
from app.sla.queries import limits
from app.sla.rules.calendar import OutsideCalendarError, midnight
from app.tickets.models import Ticket
from app.workflow.directory import Directory
from app.workflow.surveys.diary import outside_hours

MOST = 300
"""Appointments that one page shows."""
SHOWN = (SurveyState.proposed, SurveyState.agreed, SurveyState.held)


@dataclass
class Entry:
    """One appointment as the templates take it."""

    day: date
    time: str
    state: dict[str, str]
    number: str
    enterprise: str = ""
    url: str = ""
    place: list[str] = field(default_factory=list)
    contact: list[str] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Agenda:
    """A few days (the first, how many) of one organisation, or of all that the reader sees.

    The number of statements is the same however full they are.
    """

    def __init__(
        self,
        session: Session,
        actor: Actor,
        directory: Directory,
        days: tuple[date, int],
        organisation_id: int | None,
    ) -> None:
        first, count = days
        self._session, self._actor, self._directory = session, actor, directory
        self._whose = organisation_id
        self.days = [first + timedelta(days=one) for one in range(count)]
        self._calendar = limits(session).calendar
        self.more = False

    def is_working(self, day: date) -> bool:
        """Whether the county works; days that no calendar knows are taken for working days."""
        try:
            return self._calendar.is_working(day)
        except OutsideCalendarError:
            return True

    def name_of(self, day: date) -> str:
        """What the calendar calls the day."""
        try:
            return text(self._calendar.name(day) or "")
        except OutsideCalendarError:
            return ""

    def entries(self) -> list[Entry]:
        """What the reader sees of these days, in the order of time."""
        begin, until = midnight(self.days[0]), midnight(self.days[-1] + timedelta(days=1))
        shown = Survey.state.in_(SHOWN) & visible(Survey, self._actor)
        query = between(begin, until).where(shown)
        if self._whose is not None:
            query = query.where(attended_by(self._whose))
        found = self._session.scalars(query.limit(MOST + 1)).all()
        self.more, found = len(found) > MOST, found[:MOST]
        seen = tickets_seen(self._session, found, self._actor)
        applications = self._applications(found)
        busy = _collisions(found, self._whose)
        return [self._entry(one, seen, applications, busy) for one in found]

    def _applications(self, found: Iterable[Survey]) -> dict[int, Application]:
        ids = sorted({one.application_id for one in found})
        mine = Application.id.in_(ids) & visible(Application, self._actor)
        rows = self._session.scalars(select(Application).where(mine)) if ids else ()
        return {one.id: one for one in rows}

    def _entry(
        self,
        survey: Survey,
        seen: Mapping[int, Ticket],
        applications: Mapping[int, Application],
        busy: Mapping[tuple[int, int], list[Survey]],
    ) -> Entry:
        local = clock.local(survey.survey_at)
        entry = Entry(
            day=local.date(),
            time=f"{local:%H:%M}–{clock.local(end(survey.survey_at, survey.minutes)):%H:%M}",
            state=display.state("survey", survey.state, STATE_LABELS),
            number=survey.parts[0].number.rpartition("-")[0],
            parts=[
                self._part(one, seen, ahead=survey.state in OPEN)
                for one in survey.parts
                if _counts(one)
            ],
            warnings=list(self._warnings(survey, busy)),
        )
        application = applications.get(survey.application_id)
        if application is not None:
            self._tell(entry, survey, application)
        return entry

    def _tell(self, entry: Entry, survey: Survey, application: Application) -> None:
        actor = self._actor
        shown = {
            name: personal.shown(actor, name, getattr(application, name))
            for name in ("address", "contact", "phone")
        }
        entry.enterprise = application.enterprise
        entry.url = record_url("applications", application.id) + "/survey"
        place = (shown["address"], district_name(application.township), survey.meeting_place)
        entry.place = [one for one in place if one]
        entry.contact = [shown["contact"], shown["phone"]]

    def _part(self, part: SurveyPart, seen: Mapping[int, Ticket], *, ahead: bool) -> dict[str, Any]:
        ticket = seen.get(part.ticket_id)
        organisation = self._directory.by_id.get(part.organisation_id)
        who = (ticket.assignee and display.person(ticket.assignee)) if ticket else ""
        specialist = ticket.specialist.name if ticket and ticket.specialist else ""
        return {
            "organisation": display.named(organisation) or part.service,
            "service": service_of(part),
            "answer": display.state("answer", part.answer, ANSWER_LABELS) if ahead else None,
            "number": ticket.number if ticket else "",
            "url": record_url("tickets", ticket.id) if ticket else "",
            "who": " / ".join(dict.fromkeys(filter(None, (who, specialist)))),
        }

    def _warnings(
        self, survey: Survey, busy: Mapping[tuple[int, int], list[Survey]]
    ) -> Iterable[str]:
        if survey.state in OPEN and outside_hours(self._calendar, survey.survey_at, survey.minutes):
            yield gettext("Outside working hours")
        for part in survey.parts:
            for other in busy.get((survey.id, part.organisation_id), ()):
                organisation = self._directory.by_id.get(part.organisation_id)
                yield gettext(
                    "%(who)s: same hours as %(when)s %(number)s",
                    who=display.named(organisation),
                    when=span(other.survey_at, other.minutes)[11:],
                    number=other.parts[0].number.rpartition("-")[0],
                )


def _counts(part: SurveyPart) -> bool:
    """Whether it came, or still comes."""
    return part.outcome is None or part.outcome is Outcome.recorded


def _collisions(found: Sequence[Survey], whose: int | None) -> dict[tuple[int, int], list[Survey]]:
    """(appointment, organisation) → the others that it has at the same hours: `whose`, or each."""
    coming: dict[int, list[Survey]] = defaultdict(list)
    for survey in (one for one in found if one.state in OPEN):
        for part in (one for one in survey.parts if whose in {None, one.organisation_id}):
            listed = coming[part.organisation_id]
            if part.outcome is None and part.answer in COMING and survey not in listed:
                listed.append(survey)
    collisions: dict[tuple[int, int], list[Survey]] = defaultdict(list)
    for organisation_id, theirs in coming.items():
        for at, one in enumerate(theirs):
            for other in theirs[at + 1 :]:
                hours = ((each.survey_at, each.minutes) for each in (one, other))
                if collide(*hours):
                    collisions[one.id, organisation_id].append(other)
                    collisions[other.id, organisation_id].append(one)
    return collisions
