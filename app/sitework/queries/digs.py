"""Who sees excavations and joint digs, and what lies near a planned one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true

from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.sitework.models.digs import Dig, DigMerge, DigMergePart
from app.sitework.states.digs import DigState, MergeState

READ = tuple(one for one in Permission if one.startswith("ticket_read_"))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """One's own in every state; of others' what is planned or was dug, for one road is everybody's.

    What a row tells of others is only what joint digging needs: the faces see to that.
    """
    if actor.may(Permission.ticket_read_all):
        return true()
    if not any(map(actor.may, READ)):
        return false()
    return or_(Dig.state != DigState.cancelled, _own(Dig, actor))


def is_own(row: Any, actor: Actor) -> bool:
    """Whether the actor sees the ticket behind it too: one's own, or one's office's business."""
    return actor.may(Permission.ticket_read_all) or row.organisation_id in _held(actor)


def visible_merges(actor: Actor) -> ColumnElement[bool]:
    """Those that one's own organisation has a part in, or one that it supervises."""
    if actor.may(Permission.ticket_read_all):
        return true()
    mine = select(DigMergePart.merge_id).where(_own(DigMergePart, actor))
    return DigMerge.id.in_(mine)


def _own(model: Any, actor: Actor) -> ColumnElement[bool]:
    held: ColumnElement[bool] = model.organisation_id.in_(sorted(_held(actor)))
    return held


def _held(actor: Actor) -> set[int]:
    """Organisations whose tickets the actor sees as such."""
    whose = set(actor.supervised_ids) if actor.may(Permission.ticket_read_supervised) else set()
    if actor.may(Permission.ticket_read_own) and actor.organisation_id is not None:
        whose.add(actor.organisation_id)
    return whose


def near_to(digs: Iterable[Dig], metres: int, days: int) -> Select[Any]:
    """Planned excavations of other tickets near any of these, by the index alone.

    Those that are in an open joint dig already are left out.
    """
    taken = exists().where(DigMergePart.dig_id == Dig.id, DigMergePart.closed_at.is_(None))
    around = (_around(one, metres, timedelta(days)) for one in digs)
    return select(Dig).where(or_(false(), *around), ~taken).order_by(Dig.from_m, Dig.id)


def _around(one: Dig, metres: int, days: timedelta) -> ColumnElement[bool]:
    return and_(
        Dig.closed_at.is_(None),
        Dig.road_key == one.road_key,
        Dig.from_m <= one.to_m + metres,
        Dig.to_m >= one.from_m - metres,
        Dig.starts_on <= one.ends_on + days,
        Dig.ends_on >= one.starts_on - days,
        Dig.ticket_id != one.ticket_id,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What the county's page is asked for."""

    first: date
    last: date
    road_key: str | None = None
    organisation_id: int | None = None

    def fits(self, scope: ColumnElement[bool]) -> ColumnElement[bool]:
        """Visible excavations that are not called off, open on one of these days."""
        asked = [
            scope,
            Dig.state != DigState.cancelled,
            Dig.starts_on <= self.last,
            Dig.ends_on >= self.first,
        ]
        if self.organisation_id is not None:
            asked.append(Dig.organisation_id == self.organisation_id)
        return and_(*asked)


def roads_dug(
    asked: Shown, scope: ColumnElement[bool]
) -> Select[str, str | None, str | None, int, int]:
    """(key, code, name, how many, their metres) of each road, the busiest first."""
    many, metres = func.count(), func.sum(Dig.to_m - Dig.from_m)
    named = func.max(Dig.road), func.max(Dig.road_name)
    query = select(Dig.road_key, *named, many, metres).where(asked.fits(scope))
    return query.group_by(Dig.road_key).order_by(many.desc(), Dig.road_key)


def dug_on(asked: Shown, keys: Collection[str], scope: ColumnElement[bool]) -> Select[Any]:
    """The excavations of these roads, along each of them."""
    along = Dig.road_key, Dig.from_m, Dig.to_m, Dig.id
    return select(Dig).where(Dig.road_key.in_(keys), asked.fits(scope)).order_by(*along)


def agreed_on(asked: Shown) -> Select[str, int, int]:
    """(key, how many, metres not dug again) of the roads with joint digs in these days."""
    return (
        select(DigMerge.road_key, func.count(), func.sum(DigMerge.metres_avoided))
        .where(DigMerge.state == MergeState.agreed)
        .where(DigMerge.starts_on <= asked.last, DigMerge.ends_on >= asked.first)
        .group_by(DigMerge.road_key)
    )
