"""What a change of an account brings with it: older sessions and tokens end, the journal tells.

It is noticed where the rows are written, so that no screen or command can forget it. The journal
keeps what somebody did; what the installation itself sets up has no actor and is not journalled.
Names of staff stand there in clear, as in every event: who did what has to stay readable.
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
TOLD = {
    User: ("username", "first_name", *DECIDING),
    StaffProfile: ("organisation_id", "outlet_id", "township", "leads"),
}
"""What the journal tells; when somebody signed in or looked stands elsewhere."""

Noted = tuple[Any, bool]
"""A changed row, and whether it is new."""


def watch() -> None:
    """Look at every flush from now on."""
    for name, listener in (("before_flush", _before), ("after_flush", _after)):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _before(session: Session, *_: Any) -> None:
    noted: list[Noted] = session.info.setdefault(NOTED, [])
    noted += [(one, True) for one in session.new if isinstance(one, tuple(TOLD))]
    for one in [one for one in session.dirty if isinstance(one, tuple(TOLD))]:
        noted.append((one, False))
        if isinstance(one, User) and _changes(one).keys() & set(DECIDING):
            one.profile = one.profile or StaffProfile(session_epoch=0)
            one.profile.session_epoch += 1


def _after(session: Session, *_: Any) -> None:
    """Only now has a new account its id, and a profile the ids of where it belongs."""
    told: dict[int, tuple[bool, dict[str, list[Any]]]] = {}
    for one, new in session.info.pop(NOTED, []):
        account = one.id if isinstance(one, User) else one.user_id
        before, changes = told.get(account, (False, {}))
        told[account] = (before or (new and isinstance(one, User)), changes | _changes(one))
    if actor := _actor(session):
        for account, (new, changes) in told.items():
            if changes:
                verb = "create" if new else "edit"
                session.add(_event(actor, session.get(User, account), verb, changes))


def _changes(row: Any) -> dict[str, list[Any]]:
    attributes = inspect(row).attrs
    histories = {name: attributes[name].history for name in TOLD[type(row)]}
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


def journal(session: Session, user: Any, verb: str) -> None:
    """Tell what was done to an account beside its columns, by whoever acts."""
    if actor := _actor(session):
        session.add(_event(actor, user, verb, {}))
