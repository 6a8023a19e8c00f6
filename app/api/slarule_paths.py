"""The paths that only rules of time limits have, as OpenAPI tells them."""

from typing import Any

from apispec import APISpec

from app.api.paths import ACTIONS, ID, MATCH, add, one_of, operation, said, takes
from app.api.slarule_shapes import CHANGE, PLAN
from app.catalog.kinds import Field, form_schema, make_field
from app.catalog.kinds.moment import ZONED
from app.foundation.messages import say
from app.sla.states import Basis, Node
from app.workflow.slarules.plan import Effect
from app.workflow.slarules.standing import publication_fields

TRIAL: dict[str, Any] = {
    "type": "object",
    "required": ["node"],
    "properties": {
        "node": {"enum": list(Node)},
        "basis": {"enum": list(Basis)},
        "facts": {
            "type": "object",
            "description": "What conditions ask about: service, township, answers …",
            "examples": [{"external_works": True}],
        },
        "start": {
            "type": "string",
            "format": "date-time",
            "pattern": f"^{ZONED}$",
            "description": "An instant with its time zone; now by default",
            "examples": ["2026-06-08T09:00:00+08:00"],
        },
    },
    "additionalProperties": False,
}
TRIED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "rule": {"type": ["string", "null"]},
        "due_at": {"type": ["string", "null"]},
        "explanation": {"type": "array", "items": {"type": "string"}},
        "candidates": {"type": "array", "items": {"type": "object"}},
    },
}

ALSO = {"publish": {"plan": PLAN}}
"""What is answered beside the row."""


def what_if_fields() -> tuple[Field, ...]:
    """What the what-if is asked: the publication, and which of its clocks are told."""
    effects = [{"code": one.value, "label": one.value} for one in Effect]
    return (
        *publication_fields(),
        make_field(
            {"id": "effect", "type": "choice", "label": say("Effect"), "choices": effects}
            | {"default": Effect.moved}
        ),
        make_field(
            {"id": "organisation", "type": "text", "label": say("Organisation"), "max_length": 40}
        ),
        make_field(
            {"id": "page", "type": "integer", "label": say("Page"), "default": 0}
            | {"min": 0, "max": 100_000}
        ),
    )


def describe(noun: str, spec: APISpec) -> None:
    """Add them to the document."""
    base, row = f"/api/v1/{noun}", {"$ref": f"#/components/schemas/{noun}"}
    one = f"{base}/{{pk}}"
    told = {"200": said("The rule as it now is", one_of(row))}
    put = operation(f"change {noun}", [ID, MATCH], told, 400, 404, 405, 412, 413, 415, 422)
    add(spec, noun, one, {"put": put | takes(CHANGE, required=True)})
    every = {"200": said("Every action", {"result": ACTIONS})}
    add(spec, noun, f"{one}/actions", {"get": operation(f"actions of {noun}", [ID], every, 404)})
    for verb, asked in (("publish", publication_fields()), ("retire", ())):
        done = {"200": said("The rule as it now is", one_of(row) | ALSO.get(verb, {}))}
        refused = (400, 404, 409, 412, 413, 415, 422)
        act = operation(f"{verb} {noun}", [ID, MATCH], done, *refused)
        add(spec, noun, f"{one}/actions/{verb}", {"post": act | takes(form_schema(asked))})
    foreseen = {"200": said("What publishing would do", one_of(PLAN))}
    ask = operation(f"what if {noun}", [ID], foreseen, 400, 404, 413, 415, 422)
    add(spec, noun, f"{one}/what_if", {"post": ask | takes(form_schema(what_if_fields()))})
    tried = {"200": said("Which rule applies", {"result": TRIED})}
    test = operation(f"test {noun}", [], tried, 400, 413, 415, 422)
    add(spec, noun, f"{base}/actions/test", {"post": test | takes(TRIAL)})
