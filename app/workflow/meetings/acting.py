"""What was agreed: added with an owner and a day, reported as done, opened again, dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.messages import Message, say
from app.meetings.models import Meeting, MeetingAction
from app.meetings.states import ActionState
from app.sla.queries import limits
from app.sla.rules.calendar import Calendar, OutsideCalendarError
from app.workflow.idempotency import Key
from app.workflow.meetings.asked import REASON, RESULT, Asked, Problems, Values, read, refuse
from app.workflow.meetings.cases import NOTHING, cases_of, unknown
from app.workflow.meetings.keeping import Seen, action_for, meeting_for
from app.workflow.meetings.telling import Telling
from app.workflow.transaction import writing


@dataclass(frozen=True, slots=True)
class Agreed:
    """Actions made of rows, or what is wrong with these."""

    actions: Sequence[MeetingAction]
    problems: Problems


def agreed(
    session: Session, asked: Asked, meeting: Meeting, rows: Sequence[Values], actor: Actor
) -> Agreed:
    """The actions that rows of a form describe, not stored yet."""
    cases = cases_of(session, (one.get("number") for one in rows), actor)
    calendar, begun = limits(session).calendar, clock.local(meeting.starts_at).date()
    problems: Problems = dict(unknown("actions", rows, cases))
    for at, one in enumerate(rows):
        if (day := one.get("due_on")) and (why := _no_day(calendar, begun, day)):
            problems[f"actions.{at}.due_on"] = [why]
    by_code = asked.directory.organisations
    whole = [one for one in rows if {"text", "organisation", "due_on"} <= one.keys()]
    if problems or len(whole) < len(rows):
        return Agreed([], problems)
    return Agreed([_made(meeting, one, by_code[one["organisation"]].id, cases) for one in rows], {})


def _made(
    meeting: Meeting, row: Values, organisation_id: int, cases: Mapping[str, Any]
) -> MeetingAction:
    case = cases.get(row.get("number", ""))
    return MeetingAction(
        meeting_id=meeting.id,
        text=row["text"],
        organisation_id=organisation_id,
        person=row.get("person"),
        due_on=date.fromisoformat(row["due_on"]),
        state=ActionState.open,
        **(case.columns if case else NOTHING),
    )


def _no_day(calendar: Calendar, begun: date, entered: str) -> Message | str | None:
    """Why nothing can be due on this day."""
    day = date.fromisoformat(entered)
    if day < begun:
        return say("This is before the meeting.")
    try:
        if calendar.is_working(day):
            return None
        return say("This is no working day; the next one is %(day)s.",
                   day=calendar.workday_after(day))  # fmt: skip
    except OutsideCalendarError as error:
        return str(error)


def agree(
    session: Session, meeting: Meeting, actions: Sequence[MeetingAction], telling: Telling
) -> None:
    """Store them, and tell their owners and the cases they concern."""
    session.add_all(actions)
    session.flush()
    for one in actions:
        told = _told(one, meeting)
        telling.journal(one, "action_add", input=told, state_after=ActionState.open)
        telling.case(one, "action_add", **told)
        telling.organisations("action_add", one, [one.organisation_id], **_named(one, meeting))


def add(
    pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor, *, key: str | None = None
) -> int:
    """The id of a new action of the meeting; `key` is an Idempotency-Key.

    Raises Forbidden, NotFound, Stale, WrongState, or Invalid by field.
    """
    once = Key(actor.username, key, "meetings", "add_action", pk, data) if key else None
    with writing() as session, session.no_autoflush:
        if once and (earlier := once.performed(session)) is not None:
            return earlier[0]
        meeting = meeting_for(session, "add_action", pk, seen, actor)
        asked = Asked(session)
        values, problems = read(asked.action, data, {})
        owed = agreed(session, asked, meeting, [values], actor)
        bare = {path.removeprefix("actions.0."): why for path, why in owed.problems.items()}
        refuse(problems | bare)
        telling = Telling(session, actor)
        agree(session, meeting, owed.actions, telling)
        telling.write()
        made = owed.actions[0].id
        if once:
            once.remember(session, [made])
        return made


# ---------------------------------------------------------------- one action
def complete(pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor) -> None:
    """Its owner says what came of it; Forbidden, NotFound, Stale, WrongState or Invalid."""
    values, problems = read(RESULT, data, {})
    with writing() as session:
        action = action_for(session, "complete", pk, seen, actor)
        refuse(problems)
        before = action.state
        action.state, action.done_at = ActionState.done, clock.now()
        action.result = values["result"]
        telling = _followed(session, action, "action_complete", before, values, actor)
        telling.office("action_complete", action, **_named(action, action.meeting))
        telling.write()


def reopen(pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor) -> None:
    """It wasn't done after all; told again when it is overdue."""
    _set_back(pk, seen, data, actor, "reopen", ActionState.open)


def cancel(pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor) -> None:
    """Nobody owes it any more."""
    _set_back(pk, seen, data, actor, "cancel", ActionState.cancelled)


def _set_back(
    pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor, verb: str, state: ActionState
) -> None:
    values, problems = read(REASON, data, {})
    with writing() as session:
        action = action_for(session, verb, pk, seen, actor)
        refuse(problems)
        before = action.state
        action.state, action.done_at, action.result = state, None, None
        action.told_at = None
        telling = _followed(session, action, f"action_{verb}", before, values, actor)
        telling.organisations(f"action_{verb}", action, [action.organisation_id],
                              **_named(action, action.meeting), **values)  # fmt: skip
        telling.write()


def _followed(
    session: Session, action: MeetingAction, verb: str, before: ActionState, values: Values,
    actor: Actor,
) -> Telling:  # fmt: skip
    """Counted up and journalled, on its case too."""
    action.version += 1
    session.flush()
    telling = Telling(session, actor)
    told = _told(action, action.meeting) | values
    telling.journal(action, verb, input=values, state_before=before, state_after=action.state)
    telling.case(action, verb, **told)
    return telling


def _told(action: MeetingAction, meeting: Meeting) -> dict[str, Any]:
    """An action as the journal names it."""
    owner = " · ".join(filter(None, (action.organisation.name, action.person)))
    told = {"meeting": meeting.number, "text": action.text, "owner": owner}
    return told | {"due_on": action.due_on.isoformat()}


def _named(action: MeetingAction, meeting: Meeting) -> dict[str, Any]:
    """An action as notices name it."""
    return {"number": meeting.number, "text": action.text, "due_on": action.due_on.isoformat()}


VERBS = {"complete": complete, "reopen": reopen, "cancel": cancel}
FIELDS = {"complete": RESULT, "reopen": REASON, "cancel": REASON}
