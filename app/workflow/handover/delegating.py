"""A deputy for a time: named with a reason, journalled, told, over by itself or ended early."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.catalog.kinds import Field, clean_form, make_field
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from app.foundation.messages import Message, say
from app.journal.models import Event, Notice
from app.people.models import Delegation, StaffProfile, User
from app.people.queries import Colleague, colleagues, full_name, visible_delegations
from app.people.rules import LONGEST_ABSENCE, clash, over_at, uncovered
from app.sla.states import Audience
from app.workflow import journalling, notices
from app.workflow.handover.handing import arranges
from app.workflow.transaction import writing

DEPUTY = "deputy"
NOBODY = say("There is no colleague who could stand in.")
NOT_YOURS = say("Only the person, their lead or the coordinating office names a deputy.")
TOLD = tuple(
    make_field(one)
    for one in (
        {"id": "person", "type": "text", "label": say("Person away")},
        {"id": DEPUTY, "type": "text", "label": say("Deputy")},
        {"id": "begins_at", "type": "datetime", "label": say("Away from")},
        {"id": "ends_at", "type": "datetime", "label": say("Away until")},
        {"id": "reason", "type": "text", "label": say("Reason")},
    )
)
"""What the journal keeps of a delegation."""
VERBS: Mapping[str, Message] = {
    "delegate": say("Deputy named"),
    "end_delegation": say("Deputy's time ended early"),
}


def able(session: Session, person: Colleague) -> list[Colleague]:
    """Colleagues who could stand in; one statement."""
    if person.organisation_id is None:
        return []
    same = StaffProfile.organisation_id == person.organisation_id
    staff = colleagues(session, User.active, same, User.id != person.user_id)
    return [one for one in staff if uncovered(person, one) is None]


def fields(offered: list[Colleague]) -> tuple[Field, ...]:
    """Who, from when to when, why."""
    now = clock.local(clock.now()).replace(second=0, microsecond=0)
    people = [{"code": one.username, "label": one.name} for one in offered]
    deputy = {"id": DEPUTY, "type": "choice", "label": say("Deputy"), "choices": people}
    begins = {"id": "begins_at", "type": "datetime", "label": say("Away from")}
    ends = {"id": "ends_at", "type": "datetime", "label": say("Away until")}
    reason = {"id": "reason", "type": "text", "label": say("Reason"), "max_length": 300}
    phrases = [str(one) for one in (say("On leave"), say("On a business trip"), say("Training"))]
    return tuple(
        make_field(one | {"required": True})
        for one in (
            deputy,
            begins | {"default": now.isoformat()},
            ends,
            reason | {"examples": phrases},
        )
        if one is not deputy or people
    )


def delegate(person: Colleague, data: Mapping[str, Any], actor: Actor) -> int:
    """Name a deputy; raises Forbidden, or Invalid by field."""
    if not arranges(actor, person):
        raise Forbidden(NOT_YOURS)
    with writing() as session:
        offered = able(session, person)
        if not offered:
            raise Invalid({"": [NOBODY]})
        clean = clean_form(fields(offered), data)
        deputy = next(one for one in offered if one.username == clean[DEPUTY])
        _lock(session, person, deputy)
        row = _made(person, deputy, clean, actor)
        if why := clash(row, _others(session, row)):
            raise Invalid({DEPUTY: [why]})
        session.add(row)
        session.flush()
        told = {"reason": row.reason, "begins_at": clean["begins_at"], "ends_at": clean["ends_at"]}
        _tell(session, row, "delegate", "delegated", (person.name, deputy.name), actor, told)
        return row.id


def _made(
    person: Colleague, deputy: Colleague, clean: Mapping[str, Any], actor: Actor
) -> Delegation:
    """From now at the earliest: nobody stood in before that was said."""
    now = clock.now()
    begins, ends = (datetime.fromisoformat(clean[one]) for one in ("begins_at", "ends_at"))
    problems: dict[str, list[Message | str]] = {}
    if ends <= max(begins, now):
        problems["ends_at"] = [say("This must lie after the begin, and in the future.")]
    elif ends - begins > LONGEST_ABSENCE:
        problems["ends_at"] = [
            say("At most %(days)s days; for longer, hand the cases over.",
                days=LONGEST_ABSENCE.days)
        ]  # fmt: skip
    if problems:
        raise Invalid(problems)
    return Delegation(
        person_id=person.user_id,
        deputy_id=deputy.user_id,
        organisation_id=person.organisation_id,
        begins_at=max(begins, now),
        ends_at=ends,
        reason=clean["reason"],
        named_by_id=actor.user_id,
    )


def _lock(session: Session, *people: Colleague) -> None:
    """Whoever else names one of the two waits: overlaps are looked for under the lock."""
    who = sorted(one.user_id for one in people)
    query = select(StaffProfile.id).where(StaffProfile.user_id.in_(who))
    session.execute(query.order_by(StaffProfile.id).with_for_update())


def _others(session: Session, asked: Delegation) -> list[Delegation]:
    people = (asked.person_id, asked.deputy_id)
    either = or_(Delegation.person_id.in_(people), Delegation.deputy_id.in_(people))
    return list(session.scalars(select(Delegation).where(either, Delegation.ends_at > clock.now())))


def end(pk: int, version: int, actor: Actor) -> None:
    """Over from now on; raises NotFound, Forbidden, Stale, or WrongState when it is over."""
    with writing() as session:
        row = _locked(session, pk, actor)
        (person,) = colleagues(session, User.id == row.person_id)
        if not arranges(actor, person):
            raise Forbidden(NOT_YOURS)
        if row.version != version:
            raise Stale(say("This record was changed after you opened it."))
        now = clock.now()
        if over_at(row) <= now or row.ended_at is not None:
            raise WrongState(say("It is over already."))
        row.ended_at = now
        row.version += 1
        session.flush()
        names = (person.name, full_name(row.deputy))
        _tell(session, row, "end_delegation", "delegation_ended", names, actor, {})


def _locked(session: Session, pk: int, actor: Actor) -> Delegation:
    query = select(Delegation).where(Delegation.id == pk, visible_delegations(actor))
    row: Delegation | None = session.scalar(
        query.with_for_update(), execution_options={"populate_existing": True}
    )
    if row is None:
        raise NotFound
    return row


def _tell(
    session: Session, row: Delegation, verb: str, kind: str, names: tuple[str, str],
    actor: Actor, entered: Mapping[str, Any],
) -> None:  # fmt: skip
    """In the journal, and to the whole organisation: colleagues ask for whoever is there."""
    person, deputy = names
    event = Event.row(
        actor, subject_kind=row.__tablename__, subject_id=row.id, verb=verb, changes={},
        input={"person": person, DEPUTY: deputy, **entered},
    )  # fmt: skip
    journalling.write(session, [(event, [])])
    told = Notice(
        organisation_id=row.organisation_id,
        audience=Audience.organisation,
        kind=kind,
        subject_kind=row.__tablename__,
        subject_id=row.id,
        params={
            "person": person,
            "to": deputy,
            "begins_at": row.begins_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
        },
        created_at=clock.now(),
    )
    notices.write(session, [told])
