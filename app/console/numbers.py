"""Events name their subject by table and id; people know it by its number, code or name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask_appbuilder.models.sqla.filters import FilterContains
from sqlalchemy import select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.access.filtering import text_of
from app.applications.models import Application
from app.extensions import db
from app.intake.models import IntakeBatch
from app.journal.models import Event
from app.meetings.models import Meeting, MeetingAction
from app.people.models import Delegation, Organisation, Outlet, SavedView, Specialist, User
from app.sla.models import CalendarProposal, SlaRule
from app.tickets.models import Ticket

NUMBERS: Mapping[str, InstrumentedAttribute[str]] = {
    "application": Application.number,
    "ticket": Ticket.number,
    "organisation": Organisation.code,
    "outlet": Outlet.code,
    "specialist": Specialist.code,
    "account": User.username,
    "calendar": CalendarProposal.calendar,
    "sla_rule": SlaRule.code,
    "meeting": Meeting.number,
    "meeting_action": MeetingAction.text,
    "delegation": Delegation.reason,
    "intake_batch": IntakeBatch.file_name,
    "saved_view": SavedView.name,
}
"""Kind of subject → the column it is known by."""


def numbers_of(events: Sequence[Event]) -> list[str]:
    """The number of each event's subject: a statement per kind, not one per event."""
    ids: dict[str, set[int]] = defaultdict(set)
    for one in events:
        ids[one.subject_kind].add(one.subject_id)
    found: dict[tuple[str, int], str] = {}
    for kind, column in NUMBERS.items():
        if wanted := ids.get(kind):
            table: Any = column.class_
            rows = db.session.execute(select(table.id, column).where(table.id.in_(wanted)))
            found |= {(kind, pk): number for pk, number in rows}
    return [found.get((one.subject_kind, one.subject_id), f"#{one.subject_id}") for one in events]


class NumberContains(FilterContains):
    """What happened to the records whose number holds this; an application's, and its tickets'."""

    reader = staticmethod(text_of)

    def apply(self, query: Any, value: str) -> Any:
        """By the number as people know it, though the column holds an id.

        A query per kind, so that the few records that match are looked up in the journal's index.
        """
        of_kinds = (_events_of(kind, column, value) for kind, column in NUMBERS.items())
        return query.filter(Event.id.in_(union_all(*of_kinds)))


def _events_of(kind: str, column: InstrumentedAttribute[str], value: str) -> Any:
    event: Any = aliased(Event)
    table: Any = column.class_
    holding = select(table.id).where(column.icontains(value, autoescape=True))
    return select(event.id).where(event.subject_kind == kind, event.subject_id.in_(holding))
