"""A new password, another role or a deactivation ends every session and token made before.

It is noticed where the rows are written, so that no screen or command can forget it.
"""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.people.models import StaffProfile, User

WATCHED = ("password", "active", "roles")


def watch() -> None:
    """Look at every flush from now on."""
    if not event.contains(Session, "before_flush", _raise_epoch):
        event.listen(Session, "before_flush", _raise_epoch)


def _raise_epoch(session: Session, *_: Any) -> None:
    for user in [one for one in session.dirty if isinstance(one, User) and _changed(one)]:
        if user.profile is None:
            user.profile = StaffProfile(session_epoch=0)
        user.profile.session_epoch += 1


def _changed(user: Any) -> bool:
    attributes = inspect(user).attrs
    return any(attributes[name].history.has_changes() for name in WATCHED)
