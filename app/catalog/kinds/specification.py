"""The JSON Schema of a service's document, put together from what each kind takes."""

from collections.abc import Mapping
from typing import Any

from app.catalog.kinds import KINDS
from app.catalog.kinds.text import CONTROLS, INVISIBLE

CODE = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\Z", "maxLength": 40}
ROW_CODE = {"type": "string", "pattern": r"^[a-z][a-z0-9_-]*\Z", "maxLength": 40}
UNIT_CODE = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9_]*\Z", "maxLength": 40}
_UNSEEN = CONTROLS + INVISIBLE
SIGN = {"type": "string", "maxLength": 500, "pattern": rf"^[^\s{_UNSEEN}][^{_UNSEEN}]*\Z"}
LABEL: dict[str, Any] = {
    "type": "object",
    "required": ["zh", "en"],
    "properties": {"zh": SIGN, "en": SIGN},
    "additionalProperties": False,
}
UNIT = {**LABEL, "properties": {**LABEL["properties"], "before": {"type": "boolean"}}}
STAGES = (
    "accept",
    "contact",
    "survey",
    "scheme",
    "confirm",
    "permit",
    "construct",
    "inspect",
    "connect",
    "complete",
)
"""Every stage there is, in the order of the process (DOMAIN §4)."""
ALWAYS = ("accept", "connect", "complete")
"""Stages that no service can do without."""


def _object(required: list[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: Mapping[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "minItems": least, "maxItems": 200, "items": items}


FIELD_KEYS: Mapping[str, Any] = {
    "id": CODE,
    "type": {"enum": list(KINDS)},
    "label": LABEL,
    "help": LABEL,
    "required": {"type": "boolean"},
    "default": {},
    "unit": UNIT,
    "examples": _list({}, 1),
    "roles": _list(CODE, 1),
    "filterable": {"type": "boolean"},
    "column": {"type": "boolean"},
    "when": {"type": "object"},
}
OWN_KEYS = ("roles", "filterable", "column", "when")
"""Of the form's own fields: facts and what actions ask are seen by all who see the ticket."""
ASKED_KEYS: Mapping[str, Any] = {key: FIELD_KEYS[key] for key in FIELD_KEYS if key not in OWN_KEYS}
PROPOSAL = _object(["value"], {"when": {"type": "object"}, "value": {}})


def _field(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Which keys there may be depends on the kind."""
    cases = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": _object(
                [key for key in ("choices", "units") if key in kind.keys],
                {**keys, **kind.keys},
            ),
        }
        for name, kind in KINDS.items()
    ]
    needs = {"type": "object", "required": ["id", "type", "label"]}
    return {**needs, "properties": {"type": FIELD_KEYS["type"]}, "allOf": cases}


SERVICE: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {
        "choice": _object(["code", "label"], {"code": CODE, "label": LABEL}),
        "unit": _object(["code", "label"], {"code": UNIT_CODE, "label": LABEL}),
        "field": _field(FIELD_KEYS),
        "question": _field(ASKED_KEYS),
        "fact": _field({**ASKED_KEYS, "propose": _list(PROPOSAL, 1)}),
    },
    **_object(
        ["code", "label", "fields", "stages"],
        {
            "code": CODE,
            "label": LABEL,
            "section": LABEL,
            "suffix": {"type": "string", "pattern": r"^[A-Z]{1,6}\Z"},
            "sort": {"type": "integer"},
            "fields": _list({"$ref": "#/$defs/field"}, 1),
            "split": _object(
                ["field", "options"],
                {
                    "field": CODE,
                    "options": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": _object(
                            ["suffix"], {"suffix": {"type": "string", "pattern": r"^[A-Z]{1,6}\Z"}}
                        ),
                    },
                },
            ),
            "facts": _list({"$ref": "#/$defs/fact"}, 1),
            "stages": {
                "type": "array",
                "items": {"enum": list(STAGES)},
                "uniqueItems": True,
                "minItems": len(ALWAYS),
            },
            "inputs": {
                "type": "object",
                "additionalProperties": _list(
                    {"if": {"type": "string"}, "then": CODE, "else": {"$ref": "#/$defs/question"}},
                    1,
                ),
            },
            "notices": _list(
                _object(["when", "text"], {"when": {"type": "object"}, "text": LABEL})
            ),
        },
    ),
}
