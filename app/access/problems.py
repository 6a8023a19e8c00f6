"""Errors of the API as problem details (RFC 9457; DESIGN §4)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, json

from app.foundation.errors import DomainError, Problems

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    detail: object,
    *,
    kind: str | None = None,
    errors: Problems | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A refusal with a sentence for the reader and, for bad input, the problems by field."""
    body: dict[str, Any] = {
        "type": f"urn:lianban:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail),
    }
    if errors:
        body["errors"] = {field: [str(one) for one in said] for field, said in errors.items()}
    return Response(json.dumps(body), status, dict(headers or {}), content_type=MEDIA_TYPE)


def problem_of(error: DomainError) -> Response:
    """The same from what a rule raised."""
    return problem(error.status, error, kind=error.kind, errors=error.errors, headers=error.headers)
