"""The console's session: how long it holds, and whether it is still the user's (DOMAIN §12)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, flash, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_babel import gettext
from flask_login import login_user

from app.extensions import db
from app.foundation import clock
from app.people.queries import standing
from app.people.rules import session_over

EPOCH, BEGUN, SEEN = "epoch", "begun", "seen"
TOUCH = timedelta(minutes=1)
"""The cookie is written anew so often at most."""


class SessionInterface(SecureCookieSessionInterface):
    """Marks the cookie Secure whenever the request came by https, or by a trusted proxy's."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or bool(app.config["SESSION_COOKIE_SECURE"])


def begin(user: Any) -> None:
    """Sign in with a new session."""
    clear()
    renew(user.id)
    login_user(user)


def renew(user_id: int) -> None:
    """Count the session's time from now, under the user's present epoch."""
    found = standing(db.session, user_id)
    now = _seconds(clock.now())
    session.update({EPOCH: found.epoch if found else 0, BEGUN: now, SEEN: now})


def clear() -> None:
    """Forget everything but the language."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale


def holds(kept: Mapping[str, Any], epoch: int) -> bool:
    """Whether a session is neither over nor from before a new password, role or deactivation."""
    if kept.get(EPOCH) != epoch or BEGUN not in kept or SEEN not in kept:
        return False
    return not session_over(_instant(kept[BEGUN]), _instant(kept[SEEN]), clock.now())


def touch() -> None:
    """Note that the session is used."""
    if clock.now() - _instant(session[SEEN]) >= TOUCH:
        session[SEEN] = _seconds(clock.now())


def end() -> None:
    """Forget the identity and say so on the login page."""
    clear()
    flash(gettext("Your session has ended. Please sign in again."), "info")


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
