"""Who a user is, and what an actor sees of organisations, outlets, specialists and staff."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session, aliased, object_session

from app.foundation.actor import Actor
from app.foundation.permissions import Permission as P
from app.people.models import Organisation, Outlet, Role, Specialist, StaffProfile, User, user_roles
from app.people.rules import choose_outlet
from app.security import granted


@dataclass(frozen=True, slots=True)
class Standing:
    """A user with everything that decides what the user may; read by one statement."""

    user: Any
    profile: StaffProfile | None
    roles: tuple[str, ...]
    supervised_ids: frozenset[int]
    also: tuple[Any, ...] = ()
    """What was asked for along with it."""

    @property
    def epoch(self) -> int:
        """Sessions and tokens made under another one are refused."""
        return self.profile.session_epoch if self.profile else 0

    def actor(self, face: str) -> Actor:
        """The same as the plain value that rules understand."""
        profile = self.profile
        organisation = profile.organisation if profile else None
        return Actor(
            user_id=self.user.id,
            username=self.user.username,
            name=self.user.get_full_name().strip(),
            roles=self.roles,
            permissions=granted(self.roles),
            organisation_id=organisation.id if organisation else None,
            organisation_code=organisation.code if organisation else None,
            outlet_id=profile.outlet_id if profile else None,
            township=profile.township if profile else None,
            supervised_ids=self.supervised_ids,
            leads=profile is not None and profile.leads,
            face=face,
        )


def standing(session: Session, user_id: int, *also: ColumnElement[Any]) -> Standing | None:
    """One statement: the user with profile, roles and supervised organisations; None if absent."""
    supervised = aliased(Organisation)
    rows = session.execute(
        select(User, StaffProfile, Role.name, supervised.id, *also)
        .outerjoin(StaffProfile, StaffProfile.user_id == User.id)
        .outerjoin(supervised, supervised.supervised_by_id == StaffProfile.organisation_id)
        .outerjoin(user_roles, user_roles.c.user_id == User.id)
        .outerjoin(Role, Role.id == user_roles.c.role_id)
        .where(User.id == user_id)
    ).all()
    if not rows:
        return None
    user, profile = rows[0][:2]
    roles = tuple(sorted({row[2] for row in rows if row[2]}))
    whose = frozenset(row[3] for row in rows if row[3])
    return Standing(user, profile, roles, whose, tuple(rows[0][4:]))


def actor_of(user: Any, face: str) -> Actor:
    """The actor behind a user; one statement."""
    session = object_session(user)
    found = standing(session, user.id) if session else None
    if found is None:
        raise LookupError(f"no user {user.username!r} in the database")
    return found.actor(face)


def visible_organisations(actor: Actor) -> ColumnElement[bool]:
    """The directory with `organisation_read`, else the actor's own, else nothing."""
    if actor.may(P.organisation_read):
        return true()
    return _is(Organisation.id, actor.organisation_id)


def visible_outlets(actor: Actor) -> ColumnElement[bool]:
    """The directory with `outlet_read`, else the actor's own, else nothing."""
    if actor.may(P.outlet_read):
        return true()
    return _is(Outlet.id, actor.outlet_id)


def visible_specialists(actor: Actor) -> ColumnElement[bool]:
    """All for those who carry whole cases, else the own organisation's and supervised ones."""
    if not actor.may(P.specialist_read):
        return false()
    if actor.may(P.application_read_all) or actor.may(P.application_read_outlet):
        return true()
    return or_(
        _is(Specialist.organisation_id, actor.organisation_id),
        Specialist.organisation_id.in_(sorted(actor.supervised_ids)),
    )


def visible_staff(actor: Actor) -> ColumnElement[bool]:
    """Every profile with `account_manage`, else the own one and colleagues."""
    if actor.may(P.account_manage):
        return true()
    return or_(
        _is(StaffProfile.user_id, actor.user_id),
        _is(StaffProfile.organisation_id, actor.organisation_id),
    )


def _is(column: Any, value: int | None) -> ColumnElement[bool]:
    """Equality that is false, not unknown, when there is no value."""
    return false() if value is None else column == value


def outlet_for(session: Session, channel: str, actor: Actor) -> Outlet | None:
    """The active outlet an application of this channel belongs to; one statement."""
    outlets = session.scalars(
        select(Outlet).where(Outlet.active).order_by(Outlet.sort, Outlet.id)
    ).all()
    return choose_outlet(outlets, channel, actor)
