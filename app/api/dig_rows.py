"""The shapes of excavations and joint digs: of others' only what joint digging needs."""

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields

from app.access.actors import current_actor
from app.api.rows import Instant, code_of, computed
from app.catalog.queries import catalogue
from app.catalog.rules.roads import Protection, protection
from app.extensions import db
from app.sitework.models.digs import Dig, DigMerge, DigMergePart
from app.sitework.queries.digs import is_own
from app.sitework.states.digs import Answer, DigState, Ground, MergeState, Side
from app.workflow.digging import road_label


def _own(of: Callable[[Any], Any], **schema: Any) -> fields.Function:
    """Told to those who see the ticket behind it, null to the others."""
    return computed(lambda row: of(row) if is_own(row, current_actor()) else None, **schema)


def _spared(dig: Dig) -> Protection | None:
    known = catalogue(db.session())
    road = known.roads.get(dig.road or "")
    return protection(road, dig.starts_on, known.county) if road else None


def _until(dig: Dig) -> str | None:
    found = _spared(dig)
    return found.until.isoformat() if found else None


class Metres(fields.String):
    """A decimal as a string, as everywhere."""

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return None if value is None else str(value)


class DigRow(Schema):
    """`protected_until`: before that day the road is not to be dug up without special approval."""

    id = fields.Integer()
    version = fields.Integer()
    number = fields.String()
    organisation = code_of("organisation")
    road = fields.String(allow_none=True)
    road_name = computed(lambda row: road_label(catalogue(db.session()), row), type="string")
    from_m = fields.Integer()
    to_m = fields.Integer()
    length_m = fields.Integer()
    side = fields.Enum(Side, by_value=True, allow_none=True)
    width_m = Metres()
    depth_m = Metres(allow_none=True)
    surface = fields.Enum(Ground, by_value=True)
    starts_on = fields.Date()
    ends_on = fields.Date()
    state = fields.Enum(DigState, by_value=True)
    protected_until = computed(_until, type=["string", "null"])
    ticket_id = _own(lambda row: row.ticket_id, type=["integer", "null"])
    application_id = _own(lambda row: row.application_id, type=["integer", "null"])
    points = _own(lambda row: row.points, type=["array", "null"])
    note = _own(lambda row: row.note, type=["string", "null"])


class PartRow(Schema):
    """One excavation of a joint dig; dues are those of its whole ticket."""

    dig = fields.Nested(DigRow())
    organisation = code_of("organisation")
    answer = fields.Enum(Answer, by_value=True)
    reason = fields.String(allow_none=True)
    answered_at = Instant(allow_none=True)
    metres_saved = fields.Integer()
    due_before = Instant(allow_none=True)
    due_after = Instant(allow_none=True)


def _lead(merge: DigMerge) -> DigMergePart:
    return next(one for one in merge.parts if one.dig_id == merge.lead_dig_id)


def _road(merge: DigMerge) -> str:
    return road_label(catalogue(db.session()), _lead(merge).dig)


class MergeRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    number = fields.String()
    organisation = code_of("organisation")
    state = fields.Enum(MergeState, by_value=True)
    road_name = computed(_road, type="string")
    lead = computed(lambda row: _lead(row).dig_id, type="integer")
    lead_organisation = computed(lambda row: _lead(row).organisation.code, type="string")
    starts_on = fields.Date()
    ends_on = fields.Date()
    shared_permit = fields.Boolean()
    metres_avoided = fields.Integer()
    proposed_at = Instant()
    agreed_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)
    parts = fields.List(fields.Nested(PartRow()))
