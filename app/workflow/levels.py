"""Who is told that a clock has reached a level: the organisation, its lead, the office."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.approvals.models import Approval
from app.journal.models import Notice, Outbox
from app.people.models import Organisation, StaffProfile, User
from app.people.states import OrganisationKind
from app.sla.models import Clock, ClockLevel
from app.sla.rules.clock import Reached
from app.sla.states import Audience
from app.tickets.models import Ticket
from app.workflow import notices

TOPIC = "sla.level"
"""Of the outbox rows: what other channels are to say."""


@dataclass(frozen=True, eq=False)
class Fired:
    """A level that a clock has just reached."""

    clock: Clock
    reached: Reached


def tell(session: Session, fired: Sequence[Fired], now: datetime) -> int:
    """Keep that these levels were told, and tell them in the order in which they were due.

    The caller holds the locks of the clocks, and commits. What was told of the same instant before
    (a calendar or a rule moved the due date away and back) isn't told again. Answers how many.
    """
    earlier = _earlier(session, {one.clock.id for one in fired})
    fresh = [one for one in fired if earlier.isdisjoint(_names(one))]
    written = _keep(session, fresh, dict.fromkeys(fresh, now))
    if written:
        session.execute(insert(Outbox), [_message(one) for one in written])
    return len(fresh)


def remember(session: Session, fired: Sequence[Fired], seen_before: datetime) -> None:
    """Keep levels of invented histories as told in time; the older ones have been seen.

    Other channels hear nothing of it.
    """
    _keep(session, fired, {one: one.reached.told_at for one in fired}, seen_before)


def _keep(
    session: Session,
    fired: Sequence[Fired],
    instants: Mapping[Fired, datetime],
    seen_before: datetime | None = None,
) -> list[Notice]:
    """The levels and their notices, told at these instants."""
    if not fired:
        return []
    ordered = sorted(fired, key=lambda one: (one.reached.told_at, one.clock.id))
    session.execute(insert(ClockLevel), [_level(one, instants[one]) for one in ordered])
    addresses = _Addresses(session, [one.clock for one in ordered])
    written = [told for one in ordered for told in addresses.notices(one, instants[one])]
    for one in written:
        one.seen_at = one.created_at if seen_before and one.created_at < seen_before else None
    notices.write(session, written)
    return written


def _names(one: Fired) -> set[tuple[Any, ...]]:
    """What must not be there yet: the level of this revision, or at this instant."""
    pk, code = one.clock.id, one.reached.level.code
    return {(pk, code, one.clock.level_revision), (pk, code, one.reached.reached_at)}


def _earlier(session: Session, clock_ids: Iterable[int]) -> set[tuple[Any, ...]]:
    told = select(ClockLevel.clock_id, ClockLevel.level, ClockLevel.revision, ClockLevel.reached_at)
    rows = session.execute(told.where(ClockLevel.clock_id.in_(sorted(clock_ids))))
    return {(pk, code, one) for pk, code, *either in rows for one in either}


def _level(one: Fired, now: datetime) -> dict[str, Any]:
    return {
        "clock_id": one.clock.id,
        "revision": one.clock.level_revision,
        "level": one.reached.level.code,
        "reached_at": one.reached.reached_at,
        "fired_at": now,
        "late_seconds": _late(one, now),
    }


def _late(one: Fired, now: datetime) -> int:
    """Seconds since it should have been told."""
    return max(0, int((now - one.reached.told_at).total_seconds()))


def _message(told: Notice) -> dict[str, Any]:
    return {
        "topic": TOPIC,
        "subject_kind": told.subject_kind,
        "subject_id": told.subject_id,
        "organisation_id": told.organisation_id,
        "payload": {"audience": told.audience, **told.params},
        "created_at": told.created_at,
        "available_at": told.created_at,
    }


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a clock is about, as a notice names it."""

    number: str
    organisation_id: int | None


class _Addresses:
    """Whom the levels of some clocks are told to: five statements, however many clocks."""

    def __init__(self, session: Session, clocks: Sequence[Clock]) -> None:
        self._session = session
        self._subjects = _subjects(session, clocks)
        held = {self._organisation(one) for one in clocks} - {None}
        self._led = frozenset(
            session.scalars(
                select(StaffProfile.organisation_id)
                .join(User, User.id == StaffProfile.user_id)
                .where(StaffProfile.leads, User.active, StaffProfile.organisation_id.in_(held))
            )
        )
        offices = select(Organisation.id).where(
            Organisation.kind == OrganisationKind.office, Organisation.active
        )
        self._offices = session.scalars(offices.order_by(Organisation.sort, Organisation.id)).all()

    def notices(self, fired: Fired, now: datetime) -> Iterator[Notice]:
        """One for each audience of the level."""
        one, level = fired.clock, fired.reached.level
        subject = self._subjects.get((one.subject_kind, one.subject_id))
        params = {
            "number": subject.number if subject else "",
            "node": one.node,
            "basis": one.basis,
            "code": level.code,
            "level": level.label,
            "due_at": one.due_at.isoformat() if one.due_at else None,
            "late_seconds": _late(fired, now),
        }
        for organisation_id, audience in self._audiences(one, level.tell):
            yield Notice(
                organisation_id=organisation_id,
                audience=audience,
                kind="level",
                subject_kind=one.subject_kind,
                subject_id=one.subject_id,
                application_id=one.application_id,
                params=params,
                created_at=now,
            )

    def _organisation(self, one: Clock) -> int | None:
        subject = self._subjects.get((one.subject_kind, one.subject_id))
        return one.organisation_id or (subject.organisation_id if subject else None)

    def _audiences(self, one: Clock, tell: Sequence[str]) -> list[tuple[int, str]]:
        """Organisation first, then its lead, then the office; nobody twice.

        An organisation without a lead is told itself; where nobody holds the case, the office.
        """
        found: dict[tuple[int, str], None] = {}
        organisation = self._organisation(one)
        for audience in (one for one in Audience if one in tell):
            if audience is Audience.coordinator or organisation is None:
                found |= dict.fromkeys((office, Audience.coordinator) for office in self._offices)
            elif audience is Audience.lead and organisation not in self._led:
                found[organisation, Audience.organisation] = None
            else:
                found[organisation, audience] = None
        return list(found)


def _subjects(session: Session, clocks: Iterable[Clock]) -> Mapping[tuple[str, int], _Subject]:
    """Numbers, and for applications the organisation of their outlet or their first receiver."""
    ids: dict[str, set[int]] = defaultdict(set)
    for one in clocks:
        ids[one.subject_kind].add(one.subject_id)
    receiver = StaffProfile.organisation_id
    queries = {
        Ticket.__tablename__: select(Ticket.id, Ticket.number, Ticket.organisation_id),
        Approval.__tablename__: select(Approval.id, Approval.number, Approval.organisation_id),
        Application.__tablename__: select(
            Application.id,
            Application.number,
            func.coalesce(Application.organisation_id, receiver),
        ).outerjoin(StaffProfile, StaffProfile.user_id == Application.first_receiver_id),
    }
    keys = {
        Ticket.__tablename__: Ticket.id,
        Approval.__tablename__: Approval.id,
        Application.__tablename__: Application.id,
    }
    return {
        (kind, pk): _Subject(number, organisation_id)
        for kind, wanted in ids.items()
        if kind in queries
        for pk, number, organisation_id in session.execute(
            queries[kind].where(keys[kind].in_(sorted(wanted)))
        )
    }
