"""The paths of a noun, as OpenAPI tells them."""

from typing import Any

from apispec import APISpec

from app.api import reading
from app.api.asked import list_schema, one_schema
from app.api.inputs import action_schemas

REFUSALS = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429)
ID = {"in": "path", "name": "pk", "required": True, "schema": {"type": "integer", "minimum": 1}}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Sent again with the same request, nothing is done twice",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the row as it was read, or several; 412 when it has none of them",
    "schema": {
        "type": "string",
        "pattern": r'^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$',
        "examples": ["*"],
    },
}
LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "schema": {"type": "string", "examples": ["en", "zh"]},
}
ACTIONS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "verb": {"type": "string"},
            "label": {"type": "string"},
            "allowed": {"type": "boolean"},
            "reason": {"type": ["string", "null"]},
            "input": {"type": "object", "description": "JSON Schema of what the action takes"},
        },
        "required": ["verb", "label", "allowed", "reason", "input"],
    },
}


def describe(api: Any, spec: APISpec) -> None:
    """Add a noun's shapes and paths to the document."""
    noun, base = api.resource_name, f"/api/v1/{api.resource_name}"
    spec.components.schema(noun, schema=api.row)
    row = {"$ref": f"#/components/schemas/{noun}"}
    collection = {"get": _list(noun, row, list_schema(api))}
    if "post" in api.include_route_methods:
        collection["post"] = _create(noun, row, api.creates())
    add(spec, noun, f"{base}/", collection)
    add(spec, noun, f"{base}/_info", {"get": _info(noun)})
    add(spec, noun, f"{base}/{{pk}}", {"get": _one(noun, row, one_schema(api))})
    if "act" in api.include_route_methods:
        _add_actions(spec, noun, base, row)


def describe_clocks(noun: str, shape: Any, spec: APISpec) -> None:
    """Add the time limits of a noun's rows."""
    if "clock" not in spec.components.schemas:
        spec.components.schema("clock", schema=shape)
    clock = {"$ref": "#/components/schemas/clock"}
    told = said("Every clock, the oldest first", {"result": {"type": "array", "items": clock}})
    read = operation(f"clocks of {noun}", [ID], {"200": told}, 404)
    add(spec, noun, f"/api/v1/{noun}/{{pk}}/clocks", {"get": read})


def _add_actions(spec: APISpec, noun: str, base: str, row: dict[str, Any]) -> None:
    told = operation(
        f"actions of {noun}", [ID], {"200": said("Every action", {"result": ACTIONS})}, 404
    )
    add(spec, noun, f"{base}/{{pk}}/actions", {"get": told})
    schemas = action_schemas(noun)
    for verb, schema in schemas.items():
        done = {"200": said("The row as it now is", one_of(row))}
        act = operation(f"{verb} {noun}", [ID, KEY, MATCH], done, 400, 404, 409, 412, 413, 415, 422)
        add(spec, noun, f"{base}/{{pk}}/actions/{verb}", {"post": act | takes(schema)})

    add(spec, noun, f"{base}/actions/{{verb}}", {"post": _many(noun, list(schemas))})


def _many(noun: str, verbs: list[str]) -> dict[str, Any]:
    verb = {"in": "path", "name": "verb", "required": True, "schema": {"enum": verbs}}
    each = {"type": "array", "items": {"type": "object"}}
    many = operation(
        f"act on many {noun}",
        [verb, KEY],
        {"200": said("One result per row, in the order of the ids", {"result": each})},
        *(400, 404, 413, 415, 422),
    )
    return many | takes(reading.BULK, required=True)


def add(spec: APISpec, noun: str, path: str, operations: dict[str, Any]) -> None:
    """Tell of one path, under the noun's tag."""
    for one in operations.values():
        one["tags"] = [noun]
    spec.path(path, operations=operations)


def _list(noun: str, row: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    content = {
        "count": {"type": "integer"},
        "ids": {"type": "array", "items": {"type": "integer"}},
        "result": {"type": "array", "items": row},
    }
    return operation(f"list {noun}", [_query(asked)], {"200": said("A page of rows", content)}, 400)


def _one(noun: str, row: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    return operation(
        f"read {noun}", [ID, _query(asked)], {"200": said("The row", one_of(row))}, 400, 404
    )


def _create(noun: str, row: dict[str, Any], taken: dict[str, Any]) -> dict[str, Any]:
    made = {"201": said("The row that was made", one_of(row))}
    create = operation(f"create {noun}", [KEY], made, 400, 409, 413, 415, 422)
    return create | takes(taken, required=True)


def _info(noun: str) -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}}
    operator = {"type": "object", "properties": {"operator": {"type": "string"}}}
    content = {
        "permissions": texts,
        "columns": texts,
        "order_columns": texts,
        "filters": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": operator},
        },
    }
    return operation(f"info of {noun}", [], {"200": said("What may be asked", content)})


def operation(
    name: str, parameters: list[dict[str, Any]], answers: dict[str, Any], *refusals: int
) -> dict[str, Any]:
    """What is sent to a path, and what can come back."""
    return {
        "operationId": name.replace(" ", "_"),
        "security": [{"jwt": []}],
        "parameters": [*parameters, LANGUAGE],
        "responses": answers | refused(401, 403, *refusals),
    }


def _query(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "in": "query",
        "name": "q",
        "description": "JSON or rison",
        "content": {"application/json": {"schema": schema}},
    }


def takes(schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    """The body of an operation."""
    return {
        "requestBody": {
            "required": required or bool(schema["required"]),
            "content": {"application/json": {"schema": schema}},
        }
    }


def one_of(row: dict[str, Any]) -> dict[str, Any]:
    """The properties of {"id", "result"}."""
    return {"id": {"type": "integer"}, "result": row}


def said(description: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A successful answer."""
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def refused(*statuses: int) -> dict[str, Any]:
    """References to the problem responses."""
    return {str(one): {"$ref": f"#/components/responses/{one}"} for one in statuses}
