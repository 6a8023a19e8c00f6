"""Who a user is, and what an actor sees of organisations, outlets, specialists and staff."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload, lazyload, object_session

from app.foundation import clock
from app.foundation.actor import Absent, Actor
from app.foundation.permissions import Permission as P
from app.people.models import (
    Delegation,
    Organisation,
    Outlet,
    Role,
    SavedView,
    Specialist,
    StaffProfile,
    User,
    user_roles,
)
from app.people.rules import choose_outlet
from app.people.states import Sharing
from app.security import PROGRAMS, granted


@dataclass(frozen=True, slots=True)
class Standing:
    """A user with everything that decides what the user may; read by one statement."""

    user: Any
    profile: StaffProfile | None
    roles: tuple[str, ...]
    supervised_ids: frozenset[int]
    stands_in_for: tuple[Absent, ...] = ()
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
        leads = profile is not None and profile.leads
        return Actor(
            user_id=self.user.id,
            username=self.user.username,
            name=full_name(self.user),
            roles=self.roles,
            permissions=granted(self.roles, leads=leads),
            organisation_id=organisation.id if organisation else None,
            organisation_code=organisation.code if organisation else None,
            outlet_id=profile.outlet_id if profile else None,
            township=profile.township if profile else None,
            supervised_ids=self.supervised_ids,
            leads=leads,
            stands_in_for=self.stands_in_for,
            face=face,
        )


def standing(session: Session, user_id: int, *also: ColumnElement[Any]) -> Standing | None:
    """One statement: the user with profile, roles, supervised organisations and absent colleagues.

    None if there is no such user.
    """
    asked = {"user_id": user_id, "now": clock.now()}
    rows = session.execute(_standing(*also), asked).all()
    return _stood(rows) if rows else None


def actors(session: Session, *conditions: ColumnElement[bool]) -> list[Actor]:
    """People whose account and profile are so, as who they are in the console; one statement.

    By name of their account; programs are none.
    """
    query = _standings().where(*conditions).order_by(User.username)
    rows = session.execute(query, {"now": clock.now()})
    each = (_stood(list(own)) for _, own in groupby(rows, key=itemgetter(0)))
    return [one.actor("console") for one in each if not PROGRAMS.intersection(one.roles)]


def _stood(rows: Sequence[Any]) -> Standing:
    """What the rows of one user say."""
    user, profile = rows[0][:2]
    roles = tuple(sorted({row[2] for row in rows if row[2]}))
    supervised_ids = frozenset(row[3] for row in rows if row[3])
    absent = _absent(row[4:6] for row in rows)
    return Standing(user, profile, roles, supervised_ids, absent, tuple(rows[0][6:]))


@lru_cache(maxsize=8)
def _standing(*also: ColumnElement[Any]) -> Select[Any]:
    """The statement of every request: putting it together costs more than running it."""
    return _standings(*also).where(User.id == bindparam("user_id"))


def _standings(*also: ColumnElement[Any]) -> Select[Any]:
    supervised, away = aliased(Organisation), aliased(StaffProfile)
    theirs = aliased(Specialist)
    at: Any = bindparam("now", type_=Delegation.begins_at.type)
    return (
        select(User, StaffProfile, Role.name, supervised.id, away, theirs.id, *also)
        .outerjoin(StaffProfile, StaffProfile.user_id == User.id)
        .outerjoin(supervised, supervised.supervised_by_id == StaffProfile.organisation_id)
        .outerjoin(user_roles, user_roles.c.user_id == User.id)
        .outerjoin(Role, Role.id == user_roles.c.role_id)
        .outerjoin(Delegation, (Delegation.deputy_id == User.id) & holding(at))
        .outerjoin(away, _colleague(away))
        .outerjoin(theirs, theirs.user_id == away.user_id)
        .options(
            lazyload(away.organisation),
            lazyload(away.outlet),
            joinedload(away.user).load_only(User.first_name, User.last_name),
        )
    )


def holding(at: datetime) -> ColumnElement[bool]:
    """Delegations that hold at this instant: `holds` of the rules, as SQL."""
    early = or_(Delegation.ended_at.is_(None), Delegation.ended_at > at)
    return and_(Delegation.begins_at <= at, Delegation.ends_at > at, early)


def _colleague(away: Any) -> ColumnElement[bool]:
    """The absent person's profile, as long as both belong to one organisation."""
    return and_(
        away.user_id == Delegation.person_id,
        away.organisation_id == StaffProfile.organisation_id,
    )


def _absent(rows: Iterable[Sequence[Any]]) -> tuple[Absent, ...]:
    specialists: dict[StaffProfile, set[int]] = {}
    for away, specialist_id in rows:
        if away is not None:
            specialists.setdefault(away, set()).update([specialist_id] if specialist_id else [])
    return tuple(
        Absent(one.user_id, full_name(one.user), frozenset(ids), one.leads)
        for one, ids in sorted(specialists.items(), key=lambda pair: pair[0].user_id)
    )


def full_name(user: Any) -> str:
    """What colleagues call a user."""
    return str(user.get_full_name()).strip()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works for an organisation, with what the roles grant; programs are none."""

    user_id: int
    username: str
    name: str
    organisation_id: int | None
    outlet_id: int | None
    permissions: frozenset[P]
    active: bool = True


def colleagues(session: Session, *conditions: ColumnElement[bool]) -> list[Colleague]:
    """People whose account and profile are so, by name of their account; one statement."""
    query = (
        select(User, StaffProfile, Role.name)
        .join(StaffProfile, StaffProfile.user_id == User.id)
        .outerjoin(user_roles, user_roles.c.user_id == User.id)
        .outerjoin(Role, Role.id == user_roles.c.role_id)
        .where(*conditions)
        .options(lazyload(StaffProfile.organisation), lazyload(StaffProfile.outlet))
        .order_by(User.username)
    )
    roles: dict[StaffProfile, tuple[Any, set[str]]] = {}
    for user, profile, role in session.execute(query):
        roles.setdefault(profile, (user, set()))[1].update([role] if role else [])
    return [
        _colleague_of(user, profile, names)
        for profile, (user, names) in roles.items()
        if not names & PROGRAMS
    ]


def colleague(profile: StaffProfile) -> Colleague:
    """The person behind a profile whose user and roles are read."""
    names = {one.name for one in profile.user.roles}
    return _colleague_of(profile.user, profile, names)


def _colleague_of(user: Any, profile: StaffProfile, roles: set[str]) -> Colleague:
    may = granted(roles, leads=profile.leads)
    places = profile.organisation_id, profile.outlet_id
    return Colleague(user.id, user.username, full_name(user), *places, may, user.active)


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
    """Every profile for who manages or arranges for all, else the own one and colleagues."""
    if actor.may(P.account_manage) or actor.may(P.staff_arrange):
        return true()
    return or_(
        _is(StaffProfile.user_id, actor.user_id),
        _is(StaffProfile.organisation_id, actor.organisation_id),
    )


def delegations_of(person_id: int, most: int) -> Select[Delegation]:
    """Those of this person, and those in which they stand in; the latest first."""
    theirs = (Delegation.person_id == person_id) | (Delegation.deputy_id == person_id)
    query = select(Delegation).where(theirs).order_by(Delegation.ends_at.desc(), Delegation.id)
    return query.limit(most)


def visible_delegations(actor: Actor) -> ColumnElement[bool]:
    """All for who arranges for all, else those of the own organisation."""
    if actor.may(P.staff_arrange):
        return true()
    return _is(Delegation.organisation_id, actor.organisation_id)


def _is(column: Any, value: int | None) -> ColumnElement[bool]:
    """Equality that is false, not unknown, when there is no value."""
    return false() if value is None else column == value


def outlet_for(session: Session, channel: str, actor: Actor) -> Outlet | None:
    """The active outlet an application of this channel belongs to; one statement."""
    outlets = session.scalars(
        select(Outlet).where(Outlet.active).order_by(Outlet.sort, Outlet.id)
    ).all()
    return choose_outlet(outlets, channel, actor)


def visible_views(actor: Actor) -> ColumnElement[bool]:
    """The actor's own, those of the actor's organisation, and everybody's."""
    if actor.user_id is None:
        return false()
    near = (SavedView.sharing == Sharing.organisation) & _is(
        SavedView.organisation_id, actor.organisation_id
    )
    everyone = SavedView.sharing == Sharing.everyone
    return or_(SavedView.owner_id == actor.user_id, near, everyone)


VISIBLE: Mapping[type, Callable[[Actor], ColumnElement[bool]]] = {
    Organisation: visible_organisations,
    Outlet: visible_outlets,
    Specialist: visible_specialists,
    StaffProfile: visible_staff,
    Delegation: visible_delegations,
    SavedView: visible_views,
}
"""The one predicate of each of these."""
