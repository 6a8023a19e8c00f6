"""What meetings and their actions look like from outside: of a case only who sees it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, pre_dump

from app.access.actors import current_actor
from app.access.agenda import ANOTHER, SeenCases
from app.api.rows import OBJECT, Instant, code_of, computed
from app.extensions import db
from app.foundation import clock
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import due
from app.meetings.states import ActionState, Due, MeetingKind, MeetingState

OBJECTS: dict[str, Any] = {"type": "array", "items": OBJECT}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row, and which cases its reader sees."""

    row: Any
    seen: SeenCases

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


class OfMeetings(Schema):
    """Rows about cases: which of these are seen is looked up once for all of them."""

    @pre_dump(pass_collection=True)
    def look(self, data: Any, *, many: bool, **_kwargs: Any) -> Any:
        """Two statements, however many rows."""
        rows = list(data) if many else [data]
        about = [one for row in rows for one in _about(row)]
        seen = SeenCases(db.session(), about, current_actor())
        shown = [Shown(one, seen) for one in rows]
        return shown if many else shown[0]


def _about(row: Any) -> Iterable[Any]:
    return (*row.items, *row.actions) if isinstance(row, Meeting) else (row,)


def _items(shown: Shown) -> list[dict[str, Any]]:
    return [_item(one, seen=one in shown.seen) for one in shown.row.items]


def _item(one: AgendaItem, *, seen: bool) -> dict[str, Any]:
    if not seen:
        return {"id": one.id, "position": one.position, "subject": str(ANOTHER), "seen": False}
    return {
        "id": one.id,
        "position": one.position,
        "subject": one.subject,
        "seen": True,
        "number": one.number,
        "ticket_id": one.ticket_id,
        "application_id": one.application_id,
        "cause": one.cause,
        "note": one.note,
        "conclusion": one.conclusion,
    }


def _participants(shown: Shown) -> list[dict[str, Any]]:
    return [
        {
            "organisation": one.organisation.code,
            "attendance": one.attendance,
            "signed_in": one.signed_in,
        }
        for one in shown.row.participants
    ]


class MeetingRow(OfMeetings):
    id = fields.Integer()
    version = fields.Integer()
    number = fields.String()
    kind = fields.Enum(MeetingKind, by_value=True)
    title = fields.String()
    starts_at = Instant()
    place = fields.String()
    state = fields.Enum(MeetingState, by_value=True)
    organisation = code_of("organisation")
    participants = computed(_participants, **OBJECTS)
    agenda = computed(_items, **OBJECTS)
    minutes = fields.String(allow_none=True)
    held_at = Instant(allow_none=True)
    actions = computed(
        lambda shown: [one.id for one in shown.row.actions],
        type="array", items={"type": "integer"},
    )  # fmt: skip


def of_case(name: str) -> fields.Function:
    """A column that names the case, for whoever sees it."""
    kind = "string" if name == "number" else "integer"
    return computed(
        lambda shown: getattr(shown.row, name) if shown.row in shown.seen else None,
        type=[kind, "null"],
    )


class MeetingActionRow(OfMeetings):
    id = fields.Integer()
    version = fields.Integer()
    meeting = computed(lambda shown: shown.row.meeting.number, type="string")
    meeting_id = fields.Integer()
    text = fields.String()
    organisation = code_of("organisation")
    person = fields.String(allow_none=True)
    due_on = fields.Date()
    state = fields.Enum(ActionState, by_value=True)
    standing = computed(
        lambda one: due(one.state, one.due_on, clock.today()), type="string", enum=list(Due)
    )
    result = fields.String(allow_none=True)
    done_at = Instant(allow_none=True)
    number = of_case("number")
    ticket_id = of_case("ticket_id")
    application_id = of_case("application_id")
