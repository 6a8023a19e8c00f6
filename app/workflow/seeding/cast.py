"""Who acts in demo histories: the accounts there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.applications.states import OFFLINE, Channel
from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.people.models import Outlet, User
from app.people.queries import standing
from app.security import PROGRAMS

WORK = (Permission.ticket_claim, Permission.approval_decide)


@dataclass(frozen=True)
class Cast:
    """Entry channel → those who receive there; organisation id → those who work there."""

    outlets: Sequence[Outlet]
    desks: Mapping[Channel, Sequence[Actor]]
    crews: Mapping[int, Sequence[Actor]]
    office: Sequence[Actor]
    """Those who supervise, and decide on extensions."""


def read_cast(session: Session) -> Cast:
    """Everybody who may receive or work; raises LookupError where nobody receives."""
    outlets = session.scalars(
        select(Outlet).where(Outlet.active).order_by(Outlet.sort, Outlet.id)
    ).all()
    users = session.scalars(select(User.id).where(User.active).order_by(User.id)).all()
    actors = [_actor(session, one) for one in users]
    crews: dict[int, list[Actor]] = defaultdict(list)
    for actor in actors:
        if actor.organisation_id and any(map(actor.may, WORK)):
            crews[actor.organisation_id].append(actor)
    receivers = [one for one in actors if one.may(Permission.application_accept)]
    desks = {one: desk for one in Channel if (desk := _desk(one, receivers, outlets))}
    if not desks:
        raise LookupError("nobody receives applications here: flask init, in demo mode")
    office = [one for one in actors if one.may(Permission.ticket_supervise)]
    return Cast(outlets, desks, crews, office)


def _actor(session: Session, user_id: int) -> Actor:
    found = standing(session, user_id)
    if found is None:
        raise LookupError(f"no user {user_id}")
    return found.actor("api" if PROGRAMS & set(found.roles) else "console")


def _desk(channel: Channel, receivers: Sequence[Actor], outlets: Sequence[Outlet]) -> list[Actor]:
    """Those whose outlet takes the channel, else those at an outlet of the same side."""
    taken = {one.id: set(one.channels) for one in outlets}
    side = {one for one in Channel if (one in OFFLINE) == (channel in OFFLINE)}
    near = [one for one in receivers if channel in taken.get(one.outlet_id or 0, ())]
    return near or [one for one in receivers if side & taken.get(one.outlet_id or 0, set())]
