"""Who is asking: the user of a token or of a session, read once per request."""

from typing import Any

from flask import g, request
from flask_jwt_extended import verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_jwt_extended.utils import get_current_user
from jwt import PyJWTError

from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import DomainError
from app.foundation.messages import say
from app.people.queries import Standing, standing


class Unauthenticated(DomainError):
    """No identity where one is needed, or one that doesn't hold."""

    status, kind = 401, "unauthenticated"


def standing_of(user_id: int) -> Standing | None:
    """The user and everything that decides what the user may; one statement per request."""
    known: dict[int, Standing | None] = g.setdefault("standings", {})
    if user_id not in known:
        known[user_id] = standing(db.session, user_id)
    return known[user_id]


def by_token() -> bool:
    """Whether the request identifies itself by a token; a cookie beside it counts for nothing."""
    return request.authorization is not None and request.authorization.type == "bearer"


def in_api() -> bool:
    """Whether the answer goes to a program."""
    return request.path.startswith("/api/")


def current_actor() -> Actor:
    """The actor of this request; raises Unauthenticated on a token that doesn't hold.

    Without any identity it is an actor without a user id and without permissions.
    """
    if "actor" not in g:
        g.actor = _identify()
    actor: Actor = g.actor
    return actor


def _identify() -> Actor:
    if by_token():
        g.user = _user_of_token()
    found = standing_of(g.user.id) if g.user.is_authenticated else None
    return found.actor(_face()) if found else Actor(None, "", "", face=_face())


def _user_of_token() -> Any:
    try:
        verify_jwt_in_request()
        return get_current_user()
    except (JWTExtendedException, PyJWTError, ValueError) as error:
        raise Unauthenticated(say("The token is not valid, or not any more.")) from error


def _face() -> str:
    if in_api():
        return "api"
    return "portal" if request.path.startswith("/portal/") else "console"
