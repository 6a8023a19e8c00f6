"""The shape of an approval, with the package that it rests on."""

from typing import Any

from marshmallow import Schema, fields

from app.access import personal
from app.access.actors import current_actor
from app.api.rows import OBJECT, Instant, code_of, computed, light_of, person, remaining_of
from app.approvals.models import Approval
from app.approvals.states import ApprovalState
from app.catalog.states import LaneKind
from app.sla.states import Light


def _numbers(approval: Approval) -> dict[str, Any]:
    """What was measured and counted; of nature what was left empty is none."""
    hidden = {"kinds", "service", "township"}
    return {name: value for name, value in approval.facts.items() if name not in hidden}


class PackageRow(Schema):
    id = fields.Integer()
    round = fields.Integer()
    works = fields.String()
    place = computed(lambda row: personal.place(current_actor(), row.place), type="string")
    road = fields.String(allow_none=True)
    entrustment = fields.String(allow_none=True)
    drawings = computed(
        lambda row: [one.attachment_id for one in row.drawings],
        type="array",
        items={"type": "integer"},
    )
    proposed_lane = fields.Enum(LaneKind, by_value=True)
    clause = fields.String()
    lane_reason = fields.String(allow_none=True)
    requested_at = Instant()
    requested_by = computed(lambda row: person(row.requested_by), type=["object", "null"])


class ApprovalRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    number = fields.String()
    kind = fields.String()
    round = fields.Integer()
    state = fields.Enum(ApprovalState, by_value=True)
    lane = fields.Enum(LaneKind, by_value=True)
    organisation = code_of("organisation")
    utility = code_of("utility")
    service = fields.String()
    option = fields.String()
    ticket_id = fields.Integer()
    application_id = fields.Integer()
    enterprise = fields.String()
    township = fields.String(allow_none=True)
    facts = computed(_numbers, **OBJECT)
    results = fields.Dict()
    package = fields.Nested(PackageRow())
    conditions = fields.String(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    supplement_count = fields.Integer()
    requested_at = Instant()
    suspended_at = Instant(allow_none=True)
    decided_at = Instant(allow_none=True)
    decided_by = computed(lambda row: person(row.decided_by), type=["object", "null"])
    due_at = Instant(allow_none=True)
    light = computed(light_of, type="string", enum=list(Light))
    remaining = computed(remaining_of, type=["integer", "null"])
    ended_at = Instant(allow_none=True)
