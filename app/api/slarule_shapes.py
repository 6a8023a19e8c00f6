"""What a rule of time limits looks like from outside, and what is taken (DESIGN §4)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from app.api.rows import OBJECT, computed, instant
from app.extensions import db
from app.sla.queries import limits
from app.sla.rules.selection import Rule
from app.sla.states import AfterHours, Basis, Node, Unit
from app.workflow.bundle.limits import RULE
from app.workflow.slarules.plan import Effect, Moved, Plan
from app.workflow.slarules.standing import Standing, standing

STRINGS = {"type": "array", "items": {"type": "string"}}
OBJECTS = {"type": "array", "items": OBJECT}
CHANGE = {**RULE, "required": ["label", "node", "unit", "amount"]}
"""What PUT takes: the code may be left out, for it stays."""
NUMBERS = {one.value: {"type": "integer"} for one in Effect}
VERSION = {
    "type": "object",
    "properties": {
        "version": {"type": "integer"},
        "effective_from": {"type": "string", "format": "date"},
        "retired": {"type": "boolean"},
        "migration": {"type": "string"},
    },
}
PLAN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "mode": {"type": "string"},
        "effective_from": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time"},
        "waits": {"type": "boolean", "description": "Carried out on the effective date"},
        "left_alone": {"type": "integer", "description": "Open clocks that nothing happens to"},
        "total": {"type": "object", "properties": NUMBERS},
        "organisations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"organisation": {"type": ["string", "null"]}, **NUMBERS},
            },
        },
        "clocks": {"type": "array", "items": OBJECT},
    },
}


def of_rule(row: Any) -> Standing:
    """The rule's versions, read once a request."""
    return standing(row, limits(db.session()))


def stated(name: str, otherwise: Any = None, **schema: Any) -> fields.Function:
    """A part of the document that applies."""
    return computed(lambda row: of_rule(row).document.get(name, otherwise), **schema)


def _version(one: Rule) -> dict[str, Any]:
    return {
        "version": one.version,
        "effective_from": one.effective_from.isoformat(),
        "retired": one.retired,
        "migration": one.migration,
    }


class SlaRuleRow(Schema):
    """What applies today; where nothing does, what will, or else the draft."""

    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    label = stated("label", **OBJECT)
    node = fields.Enum(Node, by_value=True)
    basis = fields.Enum(Basis, by_value=True)
    service = fields.String(allow_none=True)
    when = stated("when", type=["object", "null"])
    unit = stated("unit", type="string", enum=list(Unit))
    amount = computed(lambda row: str(of_rule(row).document["amount"]), type="string")
    after_hours = stated("after_hours", AfterHours.same_day, type="string", enum=list(AfterHours))
    net_of = stated("net_of", (), **STRINGS)
    levels = stated("levels", (), **OBJECTS)
    effective_from = stated("effective_from", type=["string", "null"])
    sample = stated("sample", otherwise=False, type="boolean")
    active = fields.Boolean()
    published_version = computed(
        lambda row: getattr(of_rule(row).applies, "version", None), type=["integer", "null"]
    )
    versions = computed(
        lambda row: [_version(one) for one in of_rule(row).versions], type="array", items=VERSION
    )
    draft = computed(
        lambda row: row.draft if of_rule(row).changed else None, type=["object", "null"]
    )


def told_plan(plan: Plan, codes: Mapping[int | None, str], clocks: list[Moved]) -> dict[str, Any]:
    """A plan in numbers, and some of its clocks."""
    return {
        "mode": plan.turn.mode,
        "effective_from": plan.turn.effective.isoformat(),
        "at": instant(plan.turn.at),
        "waits": plan.waits,
        "left_alone": plan.left_alone,
        "total": {one.value: plan.total[one] for one in Effect},
        "organisations": [
            {"organisation": codes.get(pk)} | {one.value: numbers[one] for one in Effect}
            for pk, numbers in plan.numbers.items()
        ],
        "clocks": [_clock(one, codes) for one in clocks],
    }


def _clock(one: Moved, codes: Mapping[int | None, str]) -> dict[str, Any]:
    return {
        "id": one.clock_id,
        "subject_kind": one.subject_kind,
        "subject_id": one.subject_id,
        "application_id": one.application_id,
        "organisation": codes.get(one.organisation_id),
        "node": one.node,
        "before": instant(one.dates.before),
        "after": instant(one.dates.after),
        "effects": sorted(one.effects),
    }
