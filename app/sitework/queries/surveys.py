"""Which joint surveys an actor sees, and those of a span of time."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import selectinload

from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.sitework.models.surveys import Survey, SurveyPart
from app.sitework.states.surveys import Outcome


def visible_to(actor: Actor, tickets: Select[int]) -> ColumnElement[bool]:
    """The one predicate of surveys: seen with one of the `tickets` that take part, or did.

    Of the others' parts the faces tell who, the answer and the time, and nothing else.
    """
    if actor.may(Permission.ticket_read_all):
        return true()
    (ticket_id,) = tickets.selected_columns
    return exists().where(
        SurveyPart.application_id == Survey.application_id,
        SurveyPart.round == Survey.round,
        tickets.where(ticket_id == SurveyPart.ticket_id).exists(),
    )


def between(begin: datetime, until: datetime) -> Select[Survey]:
    """Appointments from `begin` to before `until` with their parts, in the order of time."""
    return (
        select(Survey)
        .where(Survey.survey_at >= begin, Survey.survey_at < until)
        .options(selectinload(Survey.parts))
        .order_by(Survey.survey_at, Survey.id)
    )


def attended_by(organisation_id: int) -> ColumnElement[bool]:
    """Appointments that the organisation was at, or still takes part in."""
    return exists().where(
        SurveyPart.application_id == Survey.application_id,
        SurveyPart.round == Survey.round,
        SurveyPart.organisation_id == organisation_id,
        or_(SurveyPart.outcome.is_(None), SurveyPart.outcome == Outcome.recorded),
    )
