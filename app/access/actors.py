"""Who is asking: the user of a token or of a session, read once per request."""

from flask import g, request
from flask_jwt_extended import verify_jwt_in_request
from flask_jwt_extended.utils import get_current_user

from app.catalog.queries import PRESENT, notice
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import DomainError
from app.people.queries import Standing, standing


class Unauthenticated(DomainError):
    """No identity where one is needed, or one that doesn't hold."""

    status, kind = 401, "unauthenticated"


def standing_of(user_id: int) -> Standing | None:
    """The user and everything that decides what the user may; one statement per request.

    It reads along which catalogue is in force, as every page asks.
    """
    known: dict[int, Standing | None] = g.setdefault("standings", {})
    if user_id not in known:
        session = db.session()
        known[user_id] = found = standing(session, user_id, *PRESENT)
        if found and found.also[0] is not None:
            notice(session, *found.also)
    return known[user_id]


def by_token() -> bool:
    """Whether the request identifies itself by a token; a cookie beside it counts for nothing."""
    return request.authorization is not None and request.authorization.type == "bearer"


def in_api() -> bool:
    """Whether the answer goes to a program."""
    return request.path.startswith("/api/")


def current_actor() -> Actor:
    """The actor of this request; without any identity one without user id and permissions.

    A token that doesn't hold ends the request: the security manager answers for it.
    """
    if "actor" not in g:
        g.actor = _identify()
    actor: Actor = g.actor
    return actor


def _identify() -> Actor:
    if by_token():
        verify_jwt_in_request()
        g.user = get_current_user()
    found = standing_of(g.user.id) if g.user.is_authenticated else None
    return found.actor(_face()) if found else Actor(None, "", "", face=_face())


def _face() -> str:
    if in_api():
        return "api"
    return "portal" if request.path.startswith("/portal/") else "console"
