"""Who sees excavations and joint digs, and what lies near a planned one."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.sitework.models.digs import Dig, DigMerge, DigMergePart
from app.sitework.states.digs import DigState

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
