"""What the log-in of programs takes and answers: checked, and told by OpenAPI."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields

from app.foundation.messages import say

REQUIRED = [say("This field is required.")]
PROVIDERS = ("db",)
TEXT: Any = {"required": REQUIRED, "null": REQUIRED, "invalid": [say("This must be text.")]}
"""Sentences instead of the library's English; it passes lists through as they are."""


def _filled(value: str) -> None:
    """A password of nothing but NUL is none: hash functions may read it as an empty one."""
    if not value.strip("\0"):
        raise ValidationError(REQUIRED)


def _known(value: str) -> None:
    if value not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        raise ValidationError(
            [say("“%(raw)s” is not one of: %(codes)s.", raw=value[:40], codes=known)]
        )


class TokenRequest(Schema):
    """User name and password; `provider` is what clients of Flask-AppBuilder send along."""

    error_messages: dict[str, Any] = {"unknown": say("Unknown field.")}  # noqa: RUF012  # marshmallow declares it so

    username = fields.String(required=True, validate=_filled, error_messages=TEXT)
    password = fields.String(required=True, validate=_filled, error_messages=TEXT)
    provider = fields.String(load_default="db", validate=_known, error_messages=TEXT)
    refresh = fields.Boolean(
        load_default=False, error_messages=TEXT | {"invalid": [say("This must be true or false.")]}
    )


_WORD = {"type": "string"}
_ANSWERS: Mapping[str, str] = {
    "400": "Not JSON",
    "401": "Wrong user name or password",
    "415": "Not application/json",
    "422": "A field is missing or wrong",
    "429": "Too many failed attempts of this account or from this address; see Retry-After",
}


def _object(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": dict(properties), "required": list(required)}
    return {"application/json": {"schema": schema}}


TOLD: Mapping[str, Any] = {
    "description": "Authenticate; answers an access token and, if asked for, a refresh token",
    "requestBody": {
        "required": True,
        "content": _object(
            {
                "username": _WORD | {"minLength": 1},
                "password": _WORD | {"minLength": 1},
                "provider": _WORD | {"enum": list(PROVIDERS), "default": "db"},
                "refresh": {"type": "boolean", "default": False},
            },
            *("username", "password"),
        ),
    },
    "responses": {
        "200": {
            "description": "Authenticated",
            "content": _object({"access_token": _WORD, "refresh_token": _WORD}, "access_token"),
        },
        **{status: {"description": said} for status, said in _ANSWERS.items()},
    },
}
