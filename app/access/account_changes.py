"""What a change of an account brings with it: older sessions and tokens end, the journal tells.

It is noticed where the rows are written, so that no screen or command can forget it. The journal
keeps what somebody did; what the installation itself sets up has no actor and is not journalled.
"""

from typing import Any

from flask import has_request_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.access.actors import current_actor
from app.foundation.actor import Actor
from app.journal.models import Event
from app.people.models import StaffProfile, User

ACTOR = "actor"
"""Key of `Session.info` under which a command says who acts; a request says it by itself."""
NOTED = "changed_accounts"
DECIDING = ("password", "active", "roles")
"""What a session or a token rests on."""

Noted = tuple[Any, str, dict[str, list[Any]]]


def watch() -> None:
    """Look at every flush from now on."""
    for name, listener in (("before_flush", _before), ("after_flush", _after)):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _before(session: Session, *_: Any) -> None:
    noted: list[Noted] = session.info.setdefault(NOTED, [])
    noted += [(one, "create", _changes(one)) for one in session.new if isinstance(one, User)]
    for user in [one for one in session.dirty if isinstance(one, User)]:
        if changes := _changes(user):
            noted.append((user, "edit", changes))
            user.profile = user.profile or StaffProfile(session_epoch=0)
            user.profile.session_epoch += 1


def _after(session: Session, *_: Any) -> None:
    """Only now has a new account its id."""
    noted = session.info.pop(NOTED, [])
    if actor := _actor(session):
        session.add_all(_event(actor, *one) for one in noted)


def _changes(user: Any) -> dict[str, list[Any]]:
    attributes = inspect(user).attrs
    histories = {name: attributes[name].history for name in DECIDING}
    return {
        name: [_told(name, one.deleted, one.unchanged), _told(name, one.added, one.unchanged)]
        for name, one in histories.items()
        if one.has_changes()
    }


def _told(name: str, differing: Any, unchanged: Any) -> Any:
    """Roles by name, passwords not at all."""
    if name == "roles":
        return sorted(role.name for role in (*differing, *unchanged))
    if name == "password":
        return "***" if any(differing) else None
    return differing[0] if differing else None


def _actor(session: Session) -> Actor | None:
    if has_request_context():
        return current_actor()
    actor: Actor | None = session.info.get(ACTOR)
    return actor


def _event(actor: Actor, user: Any, verb: str, changes: dict[str, list[Any]]) -> Event:
    return Event.by(
        actor,
        subject_kind="account",
        subject_id=user.id,
        verb=verb,
        changes=changes,
        input={"username": user.username},
    )
