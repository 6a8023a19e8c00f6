"""The page of a meeting and its minutes, as far as the reader sees the cases it is about."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.agenda import ANOTHER, SeenCases
from app.access.grants import role_name
from app.access.scoped import visible
from app.console import display
from app.console.naming import FACES, record_url
from app.console.timeline import verb_label, who_did
from app.foundation import clock
from app.foundation.actor import Actor
from app.journal.models import Event
from app.meetings.models import AgendaItem, Meeting, MeetingAction
from app.meetings.rules import due
from app.meetings.states import (
    ATTENDANCE_LABELS,
    CAUSE_LABELS,
    DUE_LABELS,
    KIND_LABELS,
    STATE_LABELS,
)
from app.workflow.meetings.keeping import (
    ACTION_VERBS,
    MEETING_VERBS,
    action_refusals,
    meeting_refusals,
)

URLS = {"add_action": "agree", "edit": "rearrange"}
"""Verbs whose page has another name."""
DANGER = frozenset({"cancel"})


class MeetingPage:
    """Everything that the page of a meeting and its minutes show."""

    def __init__(self, session: Session, meeting: Meeting, actor: Actor) -> None:
        self._session, self.meeting, self._actor = session, meeting, actor
        query = select(MeetingAction).where(
            MeetingAction.meeting_id == meeting.id, visible(MeetingAction, actor)
        )
        self.actions: Sequence[MeetingAction] = session.scalars(
            query.options(joinedload(MeetingAction.organisation)).order_by(
                MeetingAction.due_on, MeetingAction.id
            )
        ).all()
        self.seen = SeenCases(session, [*meeting.items, *self.actions], actor)

    def context(self) -> dict[str, Any]:
        """What the template of the page takes."""
        meeting = self.meeting
        return {
            "title": meeting.title,
            "meeting": meeting,
            "kind": str(KIND_LABELS[meeting.kind]),
            "state": display.state("meeting", meeting.state, STATE_LABELS),
            "facts": self._facts(),
            "buttons": list(self._buttons()),
            "agenda": [self._item(one) for one in meeting.items],
            "participants": [self._participant(one) for one in meeting.participants],
            "actions": [action_row(one, seen=one in self.seen) for one in self.actions],
            "history": history(self._session, [meeting, *self.actions]),
            "minutes_url": url_for("MeetingView.minutes", pk=meeting.id),
            "back_url": url_for("MeetingView.list"),
        }

    def _facts(self) -> list[dict[str, Any]]:
        meeting = self.meeting
        facts = {
            gettext("Begins"): display.moment(meeting.starts_at),
            gettext("Held at"): display.moment(meeting.held_at),
            gettext("Place"): meeting.place,
            gettext("Convened by"): display.named(meeting.organisation),
        }
        return [{"label": label, "value": value} for label, value in facts.items() if value]

    def _buttons(self) -> Iterable[dict[str, Any]]:
        found = meeting_refusals(self.meeting, self._actor)
        for verb, error in found.items():
            page = f"MeetingView.{URLS.get(verb, verb)}"
            yield button(verb, str(MEETING_VERBS[verb]), error, url_for(page, pk=self.meeting.id))

    def _item(self, one: AgendaItem) -> dict[str, Any]:
        if one not in self.seen:
            return {"subject": str(ANOTHER), "hidden": True}
        return {
            "subject": one.subject,
            "number": one.number,
            "url": case_url(one),
            "cause": str(CAUSE_LABELS[one.cause]),
            "note": one.note,
            "conclusion": one.conclusion,
        }

    def _participant(self, one: Any) -> dict[str, Any]:
        return {
            "name": display.named(one.organisation),
            "attendance": display.state("attendance", one.attendance, ATTENDANCE_LABELS),
            "signed_in": one.signed_in,
        }


def button(verb: str, label: str, error: Any, url: str) -> dict[str, Any]:
    """An action as the action bar takes it."""
    return {
        "verb": verb,
        "label": label,
        "allowed": error is None,
        "reason": str(error) if error else "",
        "primary": verb in {"hold", "complete"},
        "inputs": True,
        "danger": verb in DANGER,
        "url": url,
    }


def action_buttons(action: MeetingAction, actor: Actor) -> list[dict[str, Any]]:
    """What can be done to an action, or why not."""
    return [
        button(verb, str(ACTION_VERBS[verb]), error,
               url_for(f"MeetingActionView.{verb}", pk=action.id))
        for verb, error in action_refusals(action, actor).items()
    ]  # fmt: skip


def action_row(one: MeetingAction, *, seen: bool) -> dict[str, Any]:
    """An action in a table; its case only for who sees it."""
    standing = due(one.state, one.due_on, clock.today())
    return {
        "text": one.text,
        "url": url_for("MeetingActionView.show", pk=one.id),
        "organisation": display.named(one.organisation),
        "person": one.person,
        "due_on": f"{one.due_on:%Y-%m-%d}",
        "standing": display.state("meeting_action", standing, DUE_LABELS),
        "result": one.result,
        "number": one.number if seen else None,
        "case_url": case_url(one) if seen else None,
    }


def case_url(row: Any) -> str | None:
    """The page of the case that an item or an action is about."""
    if row.ticket_id:
        return record_url("tickets", row.ticket_id)
    return record_url("applications", row.application_id) if row.application_id else None


def history(session: Session, rows: Sequence[Meeting | MeetingAction]) -> list[dict[str, Any]]:
    """What was done to the meeting and these of its actions, newest first."""
    about = ((Event.subject_kind == one.__tablename__) & (Event.subject_id == one.id)
             for one in rows)  # fmt: skip
    query = select(Event).where(or_(*about)).order_by(Event.id.desc())
    return [
        {
            "at": display.moment(one.occurred_at),
            "who": who_did(one),
            "role": role_name(one.role),
            "face": str(FACES.get(one.face, one.face)),
            "verb_label": verb_label(one.subject_kind, one.verb),
            "note": one.input.get("text") or one.input.get("result") or one.input.get("reason"),
            "changes": [],
        }
        for one in session.scalars(query)
    ]
