"""Joint surveys by REST: the appointments, and who answered what (DOMAIN §2.5)."""

from typing import Any

from marshmallow import Schema, fields, pre_dump
from sqlalchemy.orm import selectinload

from app.access.actors import current_actor
from app.access.rules import TICKET_READ
from app.access.scoped import ScopedInterface
from app.access.surveys import tickets_seen
from app.api.base import ScopedApi
from app.api.rows import Instant, code_of, computed, instant
from app.extensions import db
from app.sitework.models.surveys import Survey, SurveyPart
from app.sitework.states.surveys import Answer, AskedBy, Outcome, SurveyState

SEEN = "lianban_seen"
"""Under this name a part remembers, for one answer, whether its ticket is seen."""


def _told(part: SurveyPart, name: str) -> Any:
    """What only those are told who see the ticket."""
    return getattr(part, name) if vars(part).get(SEEN) else None


def _only_seen(name: str, kind: str, **schema: Any) -> fields.Function:
    return computed(lambda part: _told(part, name), type=[kind, "null"], **schema)


class SurveyPartRow(Schema):
    """Of a ticket that isn't seen: whose it is, for which service, the answer and the time."""

    organisation = code_of("organisation")
    service = fields.String()
    option = fields.String()
    answer = fields.Enum(Answer, by_value=True)
    other_at = Instant(allow_none=True)
    ticket_id = _only_seen("ticket_id", "integer")
    number = _only_seen("number", "string")
    reason = _only_seen("reason", "string")
    answered_at = computed(
        lambda part: instant(_told(part, "answered_at")), type=["string", "null"]
    )
    outcome = _only_seen("outcome", "string", enum=[*Outcome, None])


class SurveyRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    application_id = fields.Integer()
    round = fields.Integer()
    state = fields.Enum(SurveyState, by_value=True)
    organisation = code_of("organisation")
    survey_at = Instant()
    minutes = fields.Integer()
    meeting_place = fields.String(allow_none=True)
    alternatives = fields.List(fields.String())
    moved_from = fields.Integer(allow_none=True)
    reason = fields.String(allow_none=True)
    asked_by = fields.Enum(AskedBy, by_value=True, allow_none=True)
    proposed_at = Instant()
    ended_at = Instant(allow_none=True)
    parts = fields.Nested(SurveyPartRow(many=True))

    @pre_dump(pass_collection=True)
    def look(self, data: Any, many: bool, **_kwargs: Any) -> Any:  # noqa: FBT001  # marshmallow's signature
        """Which tickets the reader sees: once for a whole page."""
        rows = data if many else [data]
        seen = tickets_seen(db.session(), rows, current_actor())
        for part in (part for row in rows for part in row.parts):
            vars(part)[SEEN] = part.ticket_id in seen
        return data


class SurveyApi(ScopedApi):
    """Proposed, answered and held by the actions of tickets."""

    resource_name = "surveys"
    datamodel = ScopedInterface(
        Survey,
        load=(
            selectinload(Survey.organisation),
            selectinload(Survey.parts).selectinload(SurveyPart.organisation),
        ),
    )
    row = SurveyRow()
    permits = dict.fromkeys(ScopedApi.include_route_methods, TICKET_READ)
    search_columns = [
        "application_id",
        "organisation_id",
        "round",
        "state",
        "survey_at",
        "proposed_at",
        "ended_at",
    ]
    order_columns = ["id", "survey_at", "proposed_at"]
