"""The forms of a meeting: its plan with the agenda, and its minutes with what was agreed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.kinds import Field
from app.console.forms import CatalogueForm, refuse
from app.console.meetings.rows import SPARE, Table, counted, placed
from app.foundation.actor import Actor
from app.foundation.errors import Problems
from app.meetings.models import Meeting
from app.meetings.states import Attendance
from app.workflow.meetings.asked import CONCLUSION, ITEM, KEPT, MINUTES, Asked
from app.workflow.meetings.proposals import proposed

Sent = Any
"""What a browser sent, or None."""
KEY = "key"
"""Names the form, so that sent twice it plans one meeting."""


class PlanForm:
    """A meeting and its agenda; `propose` adds what belongs on it, `more` empty rows."""

    def __init__(
        self, session: Session, actor: Actor, stored: Mapping[str, Any], sent: Sent = None,
        *, propose: bool = False,
    ) -> None:  # fmt: skip
        asked, items = Asked(session), list(stored.get("items", ()))
        self._head = asked.head
        count = counted(sent, "items") if sent else len(items)
        new = [] if not propose else self._new(session, actor, sent, items)
        first = count if not sent else self._first_free(sent, count)
        more = bool(sent and sent.get("more"))
        rows = max(count, first + len(new)) + (SPARE if not sent or more or new else 0)
        self.table = Table("items", (*ITEM, KEPT), ("subject", "number"), rows)
        fields: list[Field] = [*self._head, *self.table.fields()]
        self.form = CatalogueForm(fields, sent, **stored, **self.table.stored(items))
        for at in self.table.rows:
            kept = self.form[f"items-{at}-id"].data
            self.form.add_hidden(f"items-{at}-id", str(kept or ""), None)
        blank: list[dict[str, Any]] = [{} for _ in range(first)]
        for name, value in self.table.stored(blank + new).items():
            if name in self.form:
                self.form[name].process(None, value)

    def _new(
        self, session: Session, actor: Actor, sent: Sent, items: list[Any]
    ) -> list[dict[str, Any]]:
        """What is proposed and not on the agenda yet."""
        there = {one.get("number") for one in items} | {one.get("subject") for one in items}
        if sent:
            there |= {value for name, value in sent.items() if name.startswith("items-")}
        found = proposed(session, actor)
        return [one for one in found if not {one.get("number"), one["subject"]} & (there - {None})]

    def _first_free(self, sent: Sent, count: int) -> int:
        """The row after the last one that something is written in."""
        written = (
            at + 1
            for at in range(count)
            if sent.get(f"items-{at}-subject") or sent.get(f"items-{at}-number")
        )
        return max(written, default=0)

    def data(self) -> dict[str, Any] | None:
        """What was entered, as the core takes it; None, told beside the fields, if it is none."""
        if not self.form.validate():
            return None
        entered = self.form.entered
        head = {one.id: entered[one.id] for one in self._head if entered[one.id] is not None}
        return head | {"items": self.table.entered(entered)}

    def refuse(self, errors: Problems) -> None:
        """Put what the core found beside the fields it was read from."""
        refuse(self.form, placed(errors, [self.table]))


def stored_plan(meeting: Meeting) -> dict[str, Any]:
    """What the form of a meeting shows first."""
    return {
        "kind": meeting.kind.value,
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "place": meeting.place,
        "participants": [one.organisation.code for one in meeting.participants],
        "items": [
            {"id": one.id, "subject": one.subject, "number": one.number,
             "cause": one.cause.value, "note": one.note}
            for one in meeting.items
        ],
    }  # fmt: skip


class HoldForm:
    """Minutes, attendance and conclusions of one meeting, and rows for what is agreed."""

    def __init__(self, session: Session, meeting: Meeting, sent: Sent = None) -> None:
        asked = Asked(session)
        self.meeting = meeting
        people, items = meeting.participants, meeting.items
        more = SPARE if not sent or sent.get("more") else 0
        first = counted(sent, "actions") if sent else 0
        self._codes = [one.organisation.code for one in people]
        self._items = [one.id for one in items]
        self.people = Table("attendance", asked.attendance[1:], (), len(people))
        self.conclusions = Table("conclusions", CONCLUSION[1:], (), len(items))
        self.actions = Table("actions", asked.action, ("text",), first + more)
        self.tables = (self.people, self.conclusions, self.actions)
        fields = [*MINUTES, *(field for one in self.tables for field in one.fields())]
        self.form = CatalogueForm(fields, sent, **self._stored(asked.offered_day))
        for at in self.actions.rows[first:]:
            self.form[f"actions-{at}-due_on"].process(None, asked.offered_day)

    def _stored(self, day: str) -> dict[str, Any]:
        meeting = self.meeting
        held_at = meeting.held_at.isoformat() if meeting.held_at else None
        people = (
            {"attendance": (one.attendance if meeting.held_at else Attendance.present).value,
             "signed_in": one.signed_in}
            for one in meeting.participants
        )  # fmt: skip
        return {
            "minutes": meeting.minutes,
            "held_at": held_at,
            **self.people.stored(people),
            **self.conclusions.stored({"conclusion": one.conclusion} for one in meeting.items),
            **self.actions.stored({"due_on": day} for _ in self.actions.rows),
        }

    def data(self) -> dict[str, Any] | None:
        """What was entered, as the core takes it; None, told beside the fields, if it is none."""
        if not self.form.validate():
            return None
        entered = self.form.entered
        head = {one.id: entered[one.id] for one in MINUTES if entered[one.id] is not None}
        return head | {
            "attendance": [
                row | {"organisation": self._codes[at]} for at, row in self._each(self.people)
            ],
            "conclusions": [
                row | {"item": self._items[at]} for at, row in self._each(self.conclusions)
            ],
            "actions": self.actions.entered(entered),
        }

    def _each(self, table: Table) -> list[tuple[int, dict[str, Any]]]:
        """Every row, an empty one too: it takes back what was there."""
        entered = self.form.entered
        columns = [one.id for one in table.columns]
        return [
            (at, {name: value for name in columns
                  if (value := entered[f"{table.name}-{at}-{name}"]) is not None})
            for at in table.rows
        ]  # fmt: skip

    def refuse(self, errors: Problems) -> None:
        """Put what the core found beside the fields it was read from."""
        fixed = {
            path.replace(".", "-")
            if path.startswith(("attendance.", "conclusions."))
            else path: said
            for path, said in errors.items()
        }
        refuse(self.form, placed(fixed, [self.actions]))
