"""Plan a meeting, change its agenda, call it off."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Invalid
from app.foundation.messages import say
from app.journal.rules import difference
from app.meetings.models import AgendaItem, Meeting, MeetingParticipant
from app.meetings.queries import take_number
from app.meetings.rules import meeting_number
from app.meetings.states import MeetingKind, MeetingState
from app.workflow.directory import places
from app.workflow.idempotency import Key
from app.workflow.meetings.asked import ITEM, KEPT, MOST, REASON, Asked, Values, read, refuse
from app.workflow.meetings.cases import NOTHING, cases_of, unknown
from app.workflow.meetings.keeping import Seen, meeting_for, permit
from app.workflow.meetings.proposals import proposed
from app.workflow.meetings.telling import AGENDA, OFF, Telling, named
from app.workflow.transaction import writing


def plan(data: Mapping[str, Any], actor: Actor, *, key: str | None = None) -> int:
    """The id of a new meeting; raises Forbidden, or Invalid by field.

    `propose` puts on the agenda what is proposed. `key` is an Idempotency-Key.
    """
    permit(actor)
    asked = Key(actor.username, key, "meetings", "plan", data) if key else None
    with writing() as session, session.no_autoflush:
        if asked and (earlier := asked.performed(session)) is not None:
            return earlier[0]
        given = _given(session, data, actor)
        year = clock.today().year
        meeting = Meeting(
            number=meeting_number(year, take_number(session, year)),
            organisation_id=actor.organisation_id,
            created_by_id=actor.user_id,
        )
        session.add(meeting)
        _set(meeting, given)
        _invite(meeting, given)
        added, _ = _arrange(meeting, given["items"])
        session.flush()
        _told_of_plan(session, meeting, added, actor)
        if asked:
            asked.remember(session, [meeting.id])
        return meeting.id


def edit(pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor) -> None:
    """Change what is planned as the actor read it; rows without their `id` are new ones.

    Raises Forbidden, NotFound, Stale, WrongState, or Invalid by field.
    """
    with writing() as session, session.no_autoflush:
        meeting = meeting_for(session, "edit", pk, seen, actor)
        before = _snapshot(session, meeting)
        given = _given(session, data, actor)
        _set(meeting, given)
        invited = _invite(meeting, given)
        added, gone = _arrange(meeting, given["items"])
        changes = difference(before, _snapshot(session, meeting))
        if not changes:
            return
        meeting.version += 1
        session.flush()
        telling = Telling(session, actor)
        telling.journal(meeting, "meeting_edit", changes=changes)
        moved = "starts_at" in changes or "place" in changes
        everybody = [one.organisation_id for one in meeting.participants]
        telling.organisations("meeting", meeting, everybody if moved else invited,
                              **_told(meeting))  # fmt: skip
        _put_on(telling, meeting, added)
        for one in gone:
            telling.case(one, OFF, **named(meeting))
        telling.write()


def cancel(pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor) -> None:
    """Call it off: all who were asked to come are told; refused like `edit`."""
    values, problems = read(REASON, data, {})
    with writing() as session:
        meeting = meeting_for(session, "cancel", pk, seen, actor)
        refuse(problems)
        meeting.state = MeetingState.cancelled
        meeting.version += 1
        telling = Telling(session, actor)
        telling.journal(
            meeting, "meeting_cancel", input=values,
            state_before=MeetingState.planned, state_after=MeetingState.cancelled,
        )  # fmt: skip
        invited = [one.organisation_id for one in meeting.participants]
        telling.organisations("meeting_cancelled", meeting, invited, **_told(meeting), **values)
        for one in meeting.items:
            telling.case(one, OFF, **named(meeting), **values)
        telling.write()


# ---------------------------------------------------------------- what was entered
def _given(session: Session, data: Mapping[str, Any], actor: Actor) -> Values:
    """All that was entered, clean, its cases found; raises Invalid by field."""
    asked = Asked(session)
    data = dict(data)
    propose = data.pop("propose", False)
    if isinstance(data.get("items"), list):
        data["items"] = [_titled(one) for one in data["items"]]
    values, problems = read(asked.head, data, {"items": (*ITEM, KEPT)})
    rows = values.get("items", [])
    cases = cases_of(session, (one.get("number") for one in rows), actor)
    if propose is not False and propose is not True:
        problems["propose"] = [say("This is neither yes nor no.")]
    elif propose:
        known = {one["number"] for one in rows if one.get("number")}
        more = [one for one in proposed(session, actor) if one.get("number") not in known]
        rows += more[: max(MOST - len(rows), 0)]
        cases |= cases_of(session, (one.get("number") for one in more), actor)
    refuse(problems | unknown("items", rows, cases))
    for one in rows:
        case = cases.get(one.get("number", ""))
        one["case"] = case.columns if case else NOTHING
        if case and one["subject"] == case.number:
            one["subject"] = case.enterprise
    by_code = asked.directory.organisations
    invited = [by_code[one] for one in values["participants"]]
    return values | {"items": rows, "participants": invited}


def _titled(row: Any) -> Any:
    """Who names a case needs no words for it."""
    if isinstance(row, dict) and row.get("number") and not row.get("subject"):
        return row | {"subject": row["number"]}
    return row


def _set(meeting: Meeting, given: Values) -> None:
    meeting.kind, meeting.title = MeetingKind(given["kind"]), given["title"]
    meeting.starts_at = datetime.fromisoformat(given["starts_at"])
    meeting.place = given["place"]


def _invite(meeting: Meeting, given: Values) -> list[int]:
    """Those who take part, as entered; the ids of the new ones."""
    wanted = [one.id for one in given["participants"]]
    kept = [one for one in meeting.participants if one.organisation_id in wanted]
    there = {one.organisation_id for one in kept}
    new = [MeetingParticipant(organisation_id=pk) for pk in wanted if pk not in there]
    meeting.participants[:] = [*kept, *new]
    return [one.organisation_id for one in new]


def _arrange(meeting: Meeting, rows: Sequence[Values]) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """The agenda in this order; the new items, and those that are gone."""
    before = {one.id: one for one in meeting.items}
    strange = [at for at, one in enumerate(rows) if one.get("id") and one["id"] not in before]
    if strange:
        raise Invalid({f"items.{at}.id": [say("This is not on the agenda.")] for at in strange})
    items, added = [], []
    for position, row in enumerate(rows, start=1):
        item = before.pop(row.get("id", 0), None)
        if item is None or item.number != row["case"]["number"]:
            item = AgendaItem()
            added.append(item)
        item.position, item.subject = position, row["subject"]
        item.cause, item.note = row["cause"], row.get("note")
        for name, value in row["case"].items():
            setattr(item, name, value)
        items.append(item)
    gone = [one for one in meeting.items if one not in items]
    meeting.items[:] = items
    return added, gone


# ---------------------------------------------------------------- what is told
def _snapshot(session: Session, meeting: Meeting) -> dict[str, Any]:
    known = places(session).organisations
    return {
        "kind": meeting.kind.value,
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "place": meeting.place,
        "participants": [known[one.organisation_id].name for one in meeting.participants],
        "agenda": [" · ".join(filter(None, (one.number, one.subject))) for one in meeting.items],
    }


def _told(meeting: Meeting) -> dict[str, Any]:
    starts_at = meeting.starts_at.isoformat()
    return {"number": meeting.number, "title": meeting.title, "starts_at": starts_at}


def _told_of_plan(
    session: Session, meeting: Meeting, added: Sequence[AgendaItem], actor: Actor
) -> None:
    telling = Telling(session, actor)
    changes = difference({}, _snapshot(session, meeting))
    state = MeetingState.planned
    telling.journal(meeting, "meeting_plan", changes=changes, state_after=state)
    invited = [one.organisation_id for one in meeting.participants]
    telling.organisations("meeting", meeting, invited, **_told(meeting))
    _put_on(telling, meeting, added)
    telling.write()


def _put_on(telling: Telling, meeting: Meeting, added: Sequence[AgendaItem]) -> None:
    """On the timelines of the cases, and to those who hold them."""
    for one in added:
        telling.case(one, AGENDA, **named(meeting), note=one.note)
    telling.holders("agenda", added, **named(meeting))
