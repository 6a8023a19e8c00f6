"""The joint survey on the pages of a ticket and of its application."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.scoped import visible
from app.console import display, record
from app.console.naming import known, record_url, service_name
from app.extensions import db
from app.foundation import clock
from app.foundation.labels import text
from app.sitework.models.surveys import Survey, SurveyPart
from app.sitework.rules.surveys import end
from app.sitework.states.surveys import (
    ANSWER_LABELS,
    ASKED_BY_LABELS,
    OPEN,
    OUTCOME_LABELS,
    STATE_LABELS,
    Outcome,
)
from app.tickets.models import Ticket
from app.workflow.action import ACTIONS
from app.workflow.setting import Setting
from app.workflow.surveys.diary import before_answering, conflicts

Shown = Mapping[str, Any]
Seen = Mapping[int, Ticket]


def of_ticket(page: Any) -> Shown:
    """The appointment with what stands against it, who answered what, and what was found."""
    setting = page.offered[0].setting
    told = _told(page, setting, page.ticket.application_id)
    if told["current"] is None:
        return told | {"warnings": [str(one) for one in before_answering(setting)]}
    ahead = told["current"]["open"] and page.ticket.survey_at is not None
    against = conflicts(setting, told["current"]["row"]) if ahead else ()
    return told | {"warnings": [str(one) for one in against]}


def of_application(page: Any) -> Shown:
    """The same of all utilities, as far as the reader sees each."""
    return _told(page, page.offered[0].setting, page.application.id)


def is_dispatched(page: Any) -> bool:
    """Before, nobody surveys."""
    return page.application.dispatched_at is not None


def _told(page: Any, setting: Setting, application_id: int) -> dict[str, Any]:
    rounds = _rounds(page, application_id)
    seen = {one.id: one for one in page.tickets}
    names = {one.id: display.named(one) for one in setting.directory.by_id.values()}
    application = page.application
    return {
        "preferred": application.preferred_times if application else None,
        "current": _appointment(rounds[0], seen, names) if rounds else None,
        "results": list(_results(setting, seen, page)),
        "rounds": [_round(one, seen, names) for one in rounds] if len(rounds) > 1 else [],
        "warnings": [],
    }


def _rounds(page: Any, application_id: int) -> list[Survey]:
    """The latest first."""
    query = (
        select(Survey)
        .where(Survey.application_id == application_id, visible(Survey, page.actor))
        .options(
            joinedload(Survey.proposed_by),
            joinedload(Survey.parts).joinedload(SurveyPart.answered_by),
        )
        .order_by(Survey.round.desc())
    )
    return list(db.session.scalars(query).unique())


# ------------------------------------------------------------ the appointment
def _appointment(survey: Survey, seen: Seen, names: Mapping[int, str]) -> dict[str, Any]:
    facts = (
        (gettext("Survey at"), span(survey.survey_at, survey.minutes)),
        (gettext("Proposed by"), _proposer(survey, seen, names)),
        (gettext("Meeting place"), survey.meeting_place),
        (gettext("Possible instead"), ", ".join(map(display.moment_of, survey.alternatives))),
    )
    return {
        "row": survey,
        "open": survey.state in OPEN,
        "state": display.state("survey", survey.state, STATE_LABELS),
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "parts": [_part(one, seen, names) for one in survey.parts],
    }


def span(begin: datetime, minutes: int) -> str:
    """From when to when, on the county's wall clock."""
    until = clock.local(end(begin, minutes))
    return f"{display.moment(begin)}–{until:%H:%M}"


def _proposer(survey: Survey, seen: Seen, names: Mapping[int, str]) -> str:
    """Whose proposal it is; the person too for those who see the ticket."""
    who = display.person(survey.proposed_by) if survey.ticket_id in seen else ""
    return " · ".join(filter(None, (names.get(survey.organisation_id), who)))


def _part(part: SurveyPart, seen: Seen, names: Mapping[int, str]) -> dict[str, Any]:
    """Of a ticket that isn't seen: who, which service, the answer and the time."""
    ticket = seen.get(part.ticket_id)
    told = {
        "organisation": names.get(part.organisation_id, ""),
        "service": service_of(part),
        "answer": display.state("answer", part.answer, ANSWER_LABELS),
        "other": display.moment(part.other_at),
    }
    if ticket is None:
        return told
    answered = (display.moment(part.answered_at), display.person(part.answered_by))
    return told | {
        "url": record_url("tickets", ticket.id),
        "number": ticket.number,
        "reason": part.reason,
        "answered": " · ".join(filter(None, answered)),
        "outcome": _outcome(part, ticket),
    }


def service_of(part: SurveyPart) -> str:
    """The service as the catalogue in force calls it."""
    form = known().services.get(part.service)
    return service_name(form, part.option) if form else part.service


def _outcome(part: SurveyPart, ticket: Ticket) -> str:
    if part.outcome is None:
        return ""
    label = text(OUTCOME_LABELS[part.outcome])
    if part.outcome not in {Outcome.recorded, Outcome.not_needed}:
        return label
    works = display.yes_no(ticket.external_works)
    return f"{label} · {display.paired(gettext('External works'), works)}"


# ------------------------------------------------------------ what was found, and how it moved
def _results(setting: Setting, seen: Seen, page: Any) -> Iterable[dict[str, Any]]:
    """The findings of each visible ticket, by the labels of its form."""
    own = getattr(page, "ticket", None)
    for ticket in ({own.id: own} | dict(seen) if own is not None else seen).values():
        entered = ticket.results.get("record_survey")
        if entered:
            asked = ACTIONS["tickets", "record_survey"].told(replace(setting, row=ticket))
            given = [one for one in asked if one.id in entered]
            form = known().version(ticket.service_version_id)
            yield {
                "label": service_name(form, ticket.option),
                "rows": record.answer_rows(given, entered, page.actor),
            }


def _round(survey: Survey, seen: Seen, names: Mapping[int, str]) -> dict[str, Any]:
    asked_by = ASKED_BY_LABELS[survey.asked_by] if survey.asked_by else ""
    return {
        "number": survey.round,
        "when": span(survey.survey_at, survey.minutes),
        "state": display.state("survey", survey.state, STATE_LABELS),
        "proposed": f"{display.moment(survey.proposed_at)} · {_proposer(survey, seen, names)}",
        "reason": survey.reason,
        "asked_by": text(asked_by),
    }
