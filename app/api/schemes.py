"""Schemes by REST: what was proposed, revision by revision, with its fees and its agreement."""

from typing import Any

from marshmallow import Schema, fields
from sqlalchemy.orm import selectinload

from app.access.rules import TICKET_READ
from app.access.scoped import ScopedInterface
from app.api.base import ScopedApi
from app.api.rows import Instant, code_of, computed, person
from app.foundation.labels import text
from app.foundation.money import total, written
from app.sitework.models.schemes import Scheme
from app.sitework.states.schemes import AgreementForm, SchemeState

AMOUNT: dict[str, Any] = {"type": ["string", "null"]}


class FeeLineRow(Schema):
    """Amounts in yuan, as decimal strings; name and basis as they stood in the catalogue."""

    code = fields.String()
    name = computed(lambda line: text(line.name), type="string")
    unit = computed(lambda line: text(line.unit), type="string")
    price = fields.String(allow_none=True)
    legal_basis = fields.String()
    estimate = computed(lambda line: written(line.estimate), **AMOUNT)
    actual = computed(lambda line: written(line.actual), **AMOUNT)
    reason = fields.String()
    settled_at = Instant(allow_none=True)


def _estimate(scheme: Scheme) -> str | None:
    return written(total(line.estimate for line in scheme.lines))


def _actual(scheme: Scheme) -> str | None:
    settled = [line.actual for line in scheme.lines if line.actual is not None]
    return written(total(settled)) if settled else None


class SchemeRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    application_id = fields.Integer()
    ticket_id = fields.Integer()
    organisation = code_of("organisation")
    revision = fields.Integer()
    state = fields.Enum(SchemeState, by_value=True)
    text = fields.String()
    drawings = fields.List(fields.String())
    construction_start_on = fields.Date(allow_none=True)
    construction_finish_on = fields.Date(allow_none=True)
    connection_on = fields.Date(allow_none=True)
    estimate = computed(_estimate, **AMOUNT)
    actual = computed(_actual, **AMOUNT)
    lines = fields.Nested(FeeLineRow(many=True))
    proposed_by = computed(lambda row: person(row.proposed_by), type=["object", "null"])
    proposed_at = Instant()
    decided_at = Instant(allow_none=True)
    refusal_reason = fields.String()
    agreement_number = fields.String(allow_none=True)
    agreement_signed_on = fields.Date(allow_none=True)
    agreement_form = fields.Enum(AgreementForm, by_value=True, allow_none=True)
    signed_copies = fields.List(fields.String())


class SchemeApi(ScopedApi):
    """Made and answered by the actions of their tickets."""

    resource_name = "schemes"
    datamodel = ScopedInterface(
        Scheme,
        load=(
            selectinload(Scheme.lines),
            selectinload(Scheme.organisation),
            selectinload(Scheme.proposed_by),
        ),
    )
    row = SchemeRow()
    permits = dict.fromkeys(ScopedApi.include_route_methods, TICKET_READ)
    search_columns = [
        "ticket_id",
        "application_id",
        "organisation_id",
        "revision",
        "state",
        "connection_on",
        "proposed_at",
        "decided_at",
        "agreement_number",
    ]
    order_columns = ["id", "ticket_id", "revision", "proposed_at", "decided_at"]
