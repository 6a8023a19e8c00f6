"""What only attachments have, as OpenAPI tells it."""

from typing import Any

from apispec import APISpec

from app.api.paths import ID, add, one_of, operation, said
from app.journal.rules.contents import TYPES
from app.journal.states import Purpose
from app.workflow.nouns import NOUNS

DRAWING = "0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n"
"""The smallest content that is accepted: an empty drawing."""
FIELDS: dict[str, dict[str, Any]] = {
    "file": {"type": "string", "format": "binary", "examples": [DRAWING]},
    "noun": {"enum": list(NOUNS)},
    "id": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    "purpose": {"enum": list(Purpose)},
    "keep_position": {"type": "boolean", "default": False},
}
MEDIA_TYPES = tuple(one.media_type for one in TYPES)
BYTES = {"type": "string", "format": "binary"}


def describe(noun: str, spec: APISpec) -> None:
    """Attaching, the content and the thumbnail."""
    base = f"/api/v1/{noun}"
    row = {"$ref": f"#/components/schemas/{noun}"}
    done = {
        "201": said("The attachment that was made", one_of(row)),
        "200": said("The attachment with the same content that was there", one_of(row)),
    }
    upload = operation(f"create {noun}", [], done, 400, 404, 409, 413, 415, 422)
    add(spec, noun, f"{base}/", {"post": upload | {"requestBody": _body()}})
    for part, types in (("content", MEDIA_TYPES), ("thumbnail", ("image/webp",))):
        content = {one: {"schema": BYTES} for one in types}
        told = {"200": {"description": f"The {part}", "content": content}}
        read = operation(f"{part} of {noun}", [ID], told, 404)
        add(spec, noun, f"{base}/{{pk}}/{part}", {"get": read})


def _body() -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": FIELDS,
        "required": ["file", "noun", "id"],
        "additionalProperties": False,
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
