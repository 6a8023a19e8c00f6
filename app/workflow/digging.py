"""Excavations beside a ticket: its own, what lies near them, and the joint digs they are in.

Each is read once for all applications of one door call or page, and only when asked for. Under the
door joint digs are read with their rows locked, in the order of their ids: two partners who answer
at once come one after the other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.catalog.queries import Catalogue, catalogue
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.sitework.models.digs import Dig, DigMerge, DigMergePart
from app.sitework.queries.digs import near_to
from app.sitework.rules.digs import near
from app.sitework.states.digs import OPEN_MERGES, DigState
from app.sla.models import Clock
from app.sla.states import Basis, Node
from app.tickets.models import Ticket
from app.workflow.beside import Beside
from app.workflow.directory import Directory
from app.workflow.setting import Setting

AT_ONCE = 100
"""Excavations whose surroundings one statement asks for."""


class Around(NamedTuple):
    """An excavation nearby, and the limit that runs on its whole ticket."""

    dig: Dig
    clock: Clock | None


class Known(Protocol):
    """Whoever knows the catalogue and the directory: a setting, or a page without a record."""

    @property
    def catalogue(self) -> Catalogue:
        """The county's configuration."""

    @property
    def directory(self) -> Directory:
        """Its organisations."""


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint dig with its parts, and those that the ticket has in it."""

    merge: DigMerge
    mine: Sequence[DigMergePart]

    @property
    def others(self) -> list[DigMergePart]:
        """Parts of other tickets."""
        return [one for one in self.merge.parts if one not in self.mine]

    @property
    def digs(self) -> list[Dig]:
        """The excavations that it joins."""
        return [one.dig for one in self.merge.parts]

    @property
    def leads(self) -> bool:
        """Whether the ticket's own excavation leads."""
        return any(one.dig_id == self.merge.lead_dig_id for one in self.mine)


def own_digs(setting: Setting) -> list[Dig]:
    """The ticket's excavations, those called off included."""
    row = setting.row
    if not isinstance(row, Ticket):
        return []
    every = setting.beside.of(Dig, row.application_id)
    return [one for one in every if one.ticket_id == row.id]


def planned_digs(setting: Setting) -> list[Dig]:
    """Those that are still to be dug."""
    return [one for one in own_digs(setting) if one.state == DigState.planned]


def joints(setting: Setting) -> list[Joint]:
    """The joint digs that the ticket has a part in, the oldest first; none where it digs nowhere.

    Under the door only open ones, and those that a ticket has to follow still.
    """
    if not own_digs(setting):
        return []
    found = []
    for merge in merges_of(setting):
        mine = [one for one in merge.parts if one.ticket_id == setting.row.id]
        if mine:
            found.append(Joint(merge, mine))
    return found


def merges_of(setting: Setting) -> Sequence[DigMerge]:
    """The joint digs that any ticket of these applications has a part in."""
    beside = setting.beside
    return beside.once(_merges) if beside.session else beside.every(DigMerge)


def open_joints(setting: Setting) -> list[Joint]:
    """Those that are proposed or agreed."""
    return [one for one in joints(setting) if one.merge.state in OPEN_MERGES]


def free_digs(setting: Setting) -> list[Dig]:
    """Planned and in no joint dig."""
    planned = planned_digs(setting)
    taken = {part.dig_id for one in open_joints(setting) for part in one.mine} if planned else ()
    return [one for one in planned if one.id not in taken]


def neighbours(setting: Setting) -> dict[Dig, list[Dig]]:
    """Each free excavation of the ticket that has others near it → those others, along the road."""
    just_joined = {one.dig for one in setting.beside.made if isinstance(one, DigMergePart)}
    free = [one for one in free_digs(setting) if one not in just_joined]
    around = [one for one in _around(setting, free) if one not in just_joined]
    found = {one: [two for two in around if lies_near(setting.catalogue, one, two)] for one in free}
    return {one: others for one, others in found.items() if others}


def clocks_around(setting: Setting) -> list[Clock]:
    """The limits of the whole tickets whose excavations lie near."""
    if not (setting.beside.session and free_digs(setting)):
        return []
    return [one.clock for one in setting.beside.once(_surroundings) if one.clock]


def all_near(session: Session, new: Sequence[Dig], known: Catalogue) -> list[Dig]:
    """What lies near any of these excavations: one statement per hundred."""
    found: list[Dig] = []
    for at in range(0, len(new), AT_ONCE):
        some, county = new[at : at + AT_ONCE], known.county
        found += session.scalars(near_to(some, county.dig_near_metres, county.dig_near_days))
    return list({one.id: one for one in found}.values())


def lies_near(known: Catalogue, one: Dig, other: Dig) -> bool:
    """Whether another ticket digs so near that both could be one dig."""
    county = known.county
    apart = one.ticket_id != other.ticket_id and other.state == DigState.planned
    return apart and near(one, other, county.dig_near_metres, county.dig_near_days)


def road_label(known: Catalogue, dig: Dig, locale: str | None = None) -> str:
    """The road as the catalogue calls it now, else as it was typed."""
    road = known.roads.get(dig.road or "")
    return text(road.label, locale) if road else dig.road_name or dig.road or ""


def whose(setting: Known, organisation_id: int) -> str:
    """The name of an organisation."""
    found = setting.directory.by_id.get(organisation_id)
    return found.name if found else f"#{organisation_id}"


def described(setting: Known, dig: Dig) -> Message:
    """An excavation in one line, as far as everybody may know it."""
    return say(
        "%(number)s · %(organisation)s · %(road)s %(from_m)s–%(to_m)s m · %(first)s – %(last)s",
        number=dig.number, organisation=whose(setting, dig.organisation_id),
        road=road_label(setting.catalogue, dig), from_m=dig.from_m, to_m=dig.to_m,
        first=dig.starts_on, last=dig.ends_on,
    )  # fmt: skip


def _around(setting: Setting, free: Sequence[Dig]) -> Sequence[Dig]:
    if not free:
        return ()
    beside = setting.beside
    if not beside.session:
        return beside.every(Dig)
    return [one.dig for one in beside.once(_surroundings)]


def _merges(session: Session, beside: Beside) -> Sequence[DigMerge]:
    """Those that these applications have a part in, in the order of their ids."""
    return _locked(session, beside) if beside.locked else _read_along(beside)


def _read_along(beside: Beside) -> Sequence[DigMerge]:
    """As the page has read them, each with its parts and what they join."""
    digs = {one.id: one for one in beside.every(Dig)}
    parts = defaultdict(list)
    for part in beside.every(DigMergePart):
        set_committed_value(part, "dig", digs[part.dig_id])
        parts[part.merge_id].append(part)
    merges = sorted(beside.every(DigMerge), key=lambda one: one.id)
    for merge in merges:
        set_committed_value(merge, "parts", sorted(parts[merge.id], key=lambda one: one.id))
    return merges


def _locked(session: Session, beside: Beside) -> Sequence[DigMerge]:
    """Two statements: the parts when the locks are held, so that they are as the last left them."""
    mine = DigMergePart.application_id.in_(beside.application_ids)
    to_follow = DigMerge.parts.any(DigMergePart.to_follow_since.is_not(None))
    query = (
        select(DigMerge)
        .where(DigMerge.id.in_(select(DigMergePart.merge_id).where(mine)))
        .where(DigMerge.closed_at.is_(None) | to_follow)
        .options(selectinload(DigMerge.parts).joinedload(DigMergePart.dig))
        .order_by(DigMerge.id)
        .with_for_update()
    )
    return session.scalars(query, execution_options={"populate_existing": True}).all()


def _surroundings(session: Session, beside: Beside) -> Sequence[Around]:
    """What lies near the free excavations of these applications: one statement per hundred."""
    county = catalogue(session).county
    merges = beside.once(_merges)
    taken = {part.dig_id for one in merges for part in one.parts if one.state in OPEN_MERGES}
    every = (one for case in beside.application_ids for one in beside.of(Dig, case))
    free = [one for one in every if one.state == DigState.planned and one.id not in taken]
    found: dict[int, Around] = {}
    for at in range(0, len(free), AT_ONCE):
        near_some = near_to(free[at : at + AT_ONCE], county.dig_near_metres, county.dig_near_days)
        query = near_some.add_columns(Clock).outerjoin(Clock, whole_of(Dig.ticket_id))
        found |= {dig.id: Around(dig, clock) for dig, clock in session.execute(query)}
    return sorted(found.values(), key=lambda one: (one.dig.from_m, one.dig.id))


def whole_of(ticket_ids: Any) -> ColumnElement[bool]:
    """The promised limit that is open on the whole ticket, by the ticket's id or by several."""
    named = Clock.subject_id.in_(ticket_ids) if isinstance(ticket_ids, list) else (
        Clock.subject_id == ticket_ids
    )  # fmt: skip
    return and_(
        named,
        Clock.subject_kind == Ticket.__tablename__,
        Clock.node == Node.ticket,
        Clock.basis == Basis.promised,
        Clock.stopped_at.is_(None),
    )


def choices(offered: Mapping[int, Message]) -> list[dict[str, Any]]:
    """Choices of a field that names rows by their ids; where there are none, one that says so."""
    labels = {str(one): said for one, said in offered.items()} or {"none": say("none")}
    return [{"code": code, "label": said} for code, said in labels.items()]
