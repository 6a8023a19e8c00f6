"""/api/v1/_openapi: built at request time: it knows what the catalogue knows (DESIGN §4)."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Response
from flask_appbuilder.api import BaseApi, expose

from app.access.problems import MEDIA_TYPE
from app.access.rules import Needed, Open
from app.api import paths
from app.api.base import answer
from app.foundation.errors import NotFound

PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "Field path → sentences",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}


class OpenApi(BaseApi):
    """The description of everything under /api, for whoever is signed in."""

    route_base = "/api"
    allow_browser_login = True
    permits: dict[str, Needed] = {"get": Open.signed_in}

    @expose("/<version>/_openapi", methods=["GET"])
    def get(self, version: str) -> Response:
        """OpenAPI 3.1, in the language of the request."""
        if version != "v1":
            raise NotFound
        spec = APISpec(
            title="Lianban",
            version="v1",
            openapi_version="3.1.0",
            plugins=[MarshmallowPlugin(schema_name_resolver=_inline)],
            servers=[{"url": "/"}],
            security=[{"jwt": []}],
        )
        spec.components.schema("Problem", PROBLEM)
        for status in paths.REFUSALS:
            spec.components.response(str(status), _problem(status))
        for api in self._apis():
            api.add_api_spec(spec)
        return answer(spec.to_dict())

    def add_api_spec(self, api_spec: APISpec) -> None:
        """This address itself."""
        told = {"200": paths.said("This document", {}), **paths.refused(401)}
        api_spec.path("/api/v1/_openapi", operations={"get": {"responses": told}})

    def _apis(self) -> Iterator[BaseApi]:
        views = self.appbuilder.baseviews
        yield from (one for one in views if isinstance(one, BaseApi) and one.version == "v1")


def _inline(_schema: Any) -> Any:
    """Shapes inside shapes have no name of their own."""
    return None


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
