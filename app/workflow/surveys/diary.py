"""What dialogs tell beside the time of a survey: read when it is shown, and only then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.applications.models import Application
from app.foundation import clock
from app.foundation.messages import Message, say
from app.sitework.models.surveys import Survey, SurveyPart
from app.sitework.rules.surveys import MOST, collide
from app.sitework.states.surveys import ANSWER_LABELS, COMING, OPEN, Answer
from app.sla.rules.calendar import Calendar, OutsideCalendarError
from app.tickets.models import Ticket
from app.workflow.setting import Setting
from app.workflow.surveys.standing import appointment, case_of, parts

AHEAD = timedelta(days=14)
SHOWN = 8
"""How far ahead, and how many of an organisation's appointments a dialog names."""


@dataclass(frozen=True, slots=True)
class Hint(Message):
    """Sentences made when somebody reads them."""

    said: Callable[[], Iterable[Message]] = tuple

    def __str__(self) -> str:
        return " ".join(str(one) for one in self.said())


def hint(said: Callable[[], Iterable[Message]]) -> Hint:
    """Help that is looked up when it is shown."""
    return Hint("", {}, said)


@dataclass(frozen=True, slots=True)
class Engagement:
    """An appointment of an organisation, and whether the same person would have to come."""

    number: str
    survey_at: datetime
    minutes: int
    same_person: bool

    def __str__(self) -> str:
        last = clock.local(self.survey_at + timedelta(minutes=self.minutes))
        when = f"{clock.local(self.survey_at):%m-%d %H:%M}–{last:%H:%M} {self.number}"
        return str(say("%(when)s (same person)", when=when)) if self.same_person else when


def engagements(setting: Setting, begin: datetime, until: datetime) -> list[Engagement]:
    """Where else the ticket's organisation has to be from `begin` to `until`; one statement."""
    ticket = setting.row
    if not isinstance(ticket, Ticket):
        return []
    query = (
        select(SurveyPart.number, Survey.survey_at, Survey.minutes, Ticket.assignee_id,
               Ticket.specialist_id)
        .join(Survey, SurveyPart.survey)
        .join(Ticket, Ticket.id == SurveyPart.ticket_id)
        .where(
            SurveyPart.organisation_id == ticket.organisation_id,
            SurveyPart.outcome.is_(None),
            SurveyPart.answer.in_(COMING),
            Survey.state.in_(OPEN),
            Survey.survey_at.between(begin - timedelta(minutes=MOST), until),
            Survey.application_id != ticket.application_id,
        )
        .order_by(Survey.survey_at, SurveyPart.id)
    )  # fmt: skip
    mine = {ticket.assignee_id, ticket.specialist_id} - {None}
    return [
        Engagement(number, at, minutes, bool(mine & {assignee, specialist}))
        for number, at, minutes, assignee, specialist in setting.beside.ask(query)
        if collide((at, minutes), (begin, max(1, (until - begin) // timedelta(minutes=1))))
    ]


def conflicts(setting: Setting, survey: Survey) -> list[Message]:
    """What stands against the time of this appointment, for the organisation of the ticket."""
    until = survey.survey_at + timedelta(minutes=survey.minutes)
    busy = engagements(setting, survey.survey_at, until)
    return [*_busy(busy, say("At the same hours: %(others)s.")), *_after_hours(setting, survey)]


def outside_hours(calendar: Calendar, at: datetime, minutes: int) -> bool:
    """Whether some of it lies outside the calendar's windows; unknown years are no reason."""
    lasting = timedelta(minutes=minutes)
    try:
        return calendar.business(at, at + lasting) < lasting
    except OutsideCalendarError:
        return False


def before_proposing(setting: Setting) -> list[Message]:
    """When the customer would like it, what the others said, what else there is to attend."""
    return [*wishes(setting), *_answers(setting), *_diary(setting)]


def before_answering(setting: Setting) -> list[Message]:
    """The time that is proposed, and what stands against it."""
    survey = appointment(setting)
    if survey is None:
        return []
    lead = setting.directory.by_id.get(survey.organisation_id)
    when = _moment(survey.survey_at)
    told = [say("%(by)s proposes %(when)s.", by=lead.name if lead else "", when=when)]
    if survey.meeting_place:
        told.append(say("Meeting place: %(place)s.", place=survey.meeting_place))
    if survey.alternatives:
        times = (_moment(datetime.fromisoformat(one)) for one in survey.alternatives)
        told.append(say("Possible instead: %(times)s.", times=", ".join(times)))
    return [*told, *wishes(setting), *conflicts(setting, survey)]


def wishes(setting: Setting) -> list[Message]:
    """The applicant's own words."""
    query = select(Application.preferred_times).where(Application.id == case_of(setting))
    (said,) = setting.beside.ask(query) or [(None,)]
    return [say("The customer prefers: %(times)s.", times=said[0])] if said[0] else []


def _answers(setting: Setting) -> list[Message]:
    survey = appointment(setting)
    ahead = [one for one in parts(setting, survey) if one.outcome is None] if survey else []
    names = setting.directory.by_id
    return [
        say(
            "%(who)s: %(answer)s.",
            who=names[one.organisation_id].name if one.organisation_id in names else one.number,
            answer=_said(one),
        )
        for one in ahead
        if one.answer is not Answer.yes
    ]


def _said(part: SurveyPart) -> str:
    label = str(ANSWER_LABELS[part.answer])
    return f"{label} {_moment(part.other_at)}" if part.other_at else label


def _diary(setting: Setting) -> list[Message]:
    now = clock.now()
    return _busy(engagements(setting, now, now + AHEAD), say("Already booked: %(others)s."))


def _busy(found: Iterable[Engagement], sentence: Message) -> list[Message]:
    several = [str(one) for one in found]
    if not several:
        return []
    more = ["…"] if len(several) > SHOWN else []
    return [Message(sentence.msgid, {"others": "; ".join([*several[:SHOWN], *more])})]


def _after_hours(setting: Setting, survey: Survey) -> list[Message]:
    limits = setting.timing.limits
    if limits and outside_hours(limits.calendar, survey.survey_at, survey.minutes):
        return [say("This lies outside working hours.")]
    return []


def _moment(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"
