"""Hold a meeting: minutes, who came, what was concluded, and what is to be done by whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.messages import say
from app.journal.rules import difference
from app.meetings.models import AgendaItem, Meeting
from app.meetings.states import Attendance, MeetingState
from app.workflow.meetings.acting import agree, agreed
from app.workflow.meetings.asked import CONCLUSION, MINUTES, Asked, Problems, Values, read, refuse
from app.workflow.meetings.keeping import Seen, meeting_for
from app.workflow.meetings.telling import CONCLUSION as CONCLUDED
from app.workflow.meetings.telling import Telling, named
from app.workflow.transaction import writing


def hold(pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor) -> None:
    """Keep the minutes; done again it corrects them, and its actions are further ones.

    Raises Forbidden, NotFound, Stale, WrongState, or Invalid by field.
    """
    with writing() as session, session.no_autoflush:
        meeting = meeting_for(session, "hold", pk, seen, actor)
        asked = Asked(session)
        tables = {
            "attendance": asked.attendance,
            "conclusions": CONCLUSION,
            "actions": asked.action,
        }
        values, problems = read(MINUTES, data, tables)
        owed = agreed(session, asked, meeting, values.get("actions", []), actor)
        refuse(problems | owed.problems | _strange(meeting, values))
        before, state = _snapshot(meeting), meeting.state
        meeting.minutes = values["minutes"]
        meeting.held_at = _held_at(meeting, values.get("held_at"))
        meeting.state = MeetingState.held
        _attend(meeting, values["attendance"])
        concluded = _conclude(meeting, values["conclusions"])
        meeting.version += 1
        session.flush()
        telling = Telling(session, actor)
        telling.journal(
            meeting, "meeting_hold", changes=difference(before, _snapshot(meeting)),
            state_before=state, state_after=MeetingState.held,
        )  # fmt: skip
        for one in concluded:
            telling.case(one, CONCLUDED, meeting=meeting.number, conclusion=one.conclusion)
        telling.holders("conclusion", concluded, **named(meeting))
        agree(session, meeting, owed.actions, telling)
        telling.write()


def _strange(meeting: Meeting, values: Values) -> Problems:
    """Rows about nobody that takes part, and about nothing on the agenda."""
    items = {one.id for one in meeting.items}
    codes = {one.organisation.code for one in meeting.participants}
    problems: Problems = {}
    for at, one in enumerate(values.get("conclusions", [])):
        if one.get("item") is not None and one["item"] not in items:
            problems[f"conclusions.{at}.item"] = [say("This is not on the agenda.")]
    for at, one in enumerate(values.get("attendance", [])):
        if one.get("organisation") not in {None, *codes}:
            problems[f"attendance.{at}.organisation"] = [say("It does not take part.")]
        if one.get("signed_in") and one.get("attendance") != Attendance.present:
            problems[f"attendance.{at}.signed_in"] = [say("Whoever signs in is present.")]
    held_at = values.get("held_at")
    if held_at and datetime.fromisoformat(held_at) > clock.now():
        problems["held_at"] = [say("Lies in the future.")]
    return problems


def _held_at(meeting: Meeting, entered: str | None) -> datetime:
    """What was entered, else what was kept before, else when it was to begin or now."""
    if entered:
        return datetime.fromisoformat(entered)
    return meeting.held_at or min(meeting.starts_at, clock.now())


def _attend(meeting: Meeting, rows: list[Values]) -> None:
    by_code = {one["organisation"]: one for one in rows}
    for one in meeting.participants:
        if row := by_code.get(one.organisation.code):
            one.attendance = Attendance(row["attendance"])
            one.signed_in = row.get("signed_in")


def _conclude(meeting: Meeting, rows: list[Values]) -> list[AgendaItem]:
    """The items whose conclusion is another one now."""
    said = {one["item"]: one.get("conclusion") for one in rows}
    changed = [one for one in meeting.items if one.id in said and one.conclusion != said[one.id]]
    for one in changed:
        one.conclusion = said[one.id]
    return [one for one in changed if one.conclusion]


def _snapshot(meeting: Meeting) -> dict[str, Any]:
    return {
        "minutes": meeting.minutes,
        "held_at": meeting.held_at.isoformat() if meeting.held_at else None,
        "attendance": [
            " · ".join(filter(None, (one.organisation.name, one.attendance, one.signed_in)))
            for one in meeting.participants
        ],
        "conclusions": [one.conclusion for one in meeting.items if one.conclusion],
    }
