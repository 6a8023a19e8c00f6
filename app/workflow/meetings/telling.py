"""What is journalled and told of a meeting: on itself, on the cases it concerns, to whom."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.applications.models import Application
from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.actor import Absent, Actor
from app.foundation.messages import Message, say
from app.journal.models import Event, Notice
from app.meetings.models import Meeting, MeetingAction
from app.people.models import Organisation
from app.people.states import OrganisationKind
from app.sla.states import Audience
from app.tickets.models import Ticket
from app.workflow import journalling, notices
from app.workflow.meetings.cases import owners
from app.workflow.standing_in import in_place_of

AGENDA, OFF, CONCLUSION = "meeting_agenda", "meeting_off", "meeting_conclusion"
VERBS: Mapping[str, Message] = {
    "meeting_plan": say("Meeting planned"),
    "meeting_edit": say("Agenda changed"),
    "meeting_hold": say("Minutes kept"),
    "meeting_cancel": say("Meeting called off"),
    AGENDA: say("Put on the agenda of a meeting"),
    OFF: say("Taken off the agenda of a meeting"),
    CONCLUSION: say("Concluded at a meeting"),
    "action_add": say("Agreed at a meeting"),
    "action_complete": say("What was agreed is reported as done"),
    "action_reopen": say("What was agreed is open again"),
    "action_cancel": say("What was agreed is dropped"),
    "action_hand_over": say("What was agreed is handed over"),
}
"""Verbs of the journal, on meetings, their actions and the cases they concern."""
TOLD: Sequence[Field] = tuple(
    make_field(one)
    for one in (
        {"id": "meeting", "type": "text", "label": say("Meeting")},
        {"id": "starts_at", "type": "datetime", "label": say("Begins")},
        {"id": "note", "type": "text", "label": say("Reason"), "max_length": 300},
        {"id": "conclusion", "type": "long_text", "label": say("Conclusion")},
        {"id": "text", "type": "text", "label": say("To do"), "max_length": 500},
        {"id": "owner", "type": "text", "label": say("Owner")},
        {"id": "due_on", "type": "date", "label": say("Due")},
        {"id": "result", "type": "long_text", "label": say("Result")},
        {"id": "reason", "type": "text", "label": say("Reason"), "max_length": 300},
    )
)
"""What the events of a case say of meetings, as its timeline tells it."""


class Telling:
    """Collected while a verb works, written once at its end."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session, self._actor = session, actor
        self._events: list[dict[str, Any]] = []
        self._notices: list[Notice] = []

    def journal(self, row: Meeting | MeetingAction, verb: str, **told: Any) -> None:
        """What was done to the meeting or the action; `told` are columns of the event."""
        self._events.append(
            Event.row(
                self._actor,
                subject_kind=row.__tablename__,
                subject_id=row.id,
                verb=verb,
                **in_place_of(self._absent(row)),
                **({"changes": {}} | told),
            )
        )

    def case(self, row: Any, verb: str, **entered: Any) -> None:
        """On the timeline of the case that an item or an action concerns, if any."""
        if row.application_id is None:
            return
        kind, pk = _subject(row)
        said = {name: one for name, one in entered.items() if one is not None}
        self._events.append(
            Event.row(
                self._actor, subject_kind=kind, subject_id=pk, verb=verb,
                application_id=row.application_id, changes={}, input=said,
                **in_place_of(self._absent(row)),
            )
        )  # fmt: skip

    def _absent(self, row: Any) -> Absent | None:
        """The absent colleague whose name stands on an action; names are all that actions have."""
        if not isinstance(row, MeetingAction):
            return None
        absent = self._actor.stands_in_for
        return next((one for one in absent if one.name == row.person), None)

    def holders(self, kind: str, rows: Iterable[Any], **params: Any) -> None:
        """A notice to whoever holds each case."""
        concerned = [one for one in rows if one.application_id is not None]
        held = owners(self._session, concerned)
        for one in {(one.application_id, one.ticket_id): one for one in concerned}.values():
            owner = held[one.application_id, one.ticket_id]
            if owner is not None:
                subject = _subject(one)
                self._tell(kind, subject, one.application_id, owner, number=one.number, **params)

    def organisations(
        self, kind: str, row: Meeting | MeetingAction, ids: Iterable[int], **params: Any
    ) -> None:
        """A notice about the meeting or the action to each of these."""
        for one in ids:
            self._tell(kind, (row.__tablename__, row.id), None, one, **params)

    def office(self, kind: str, row: Meeting | MeetingAction, **params: Any) -> None:
        """A notice to the coordinating office."""
        for one in self._session.query(Organisation.id).filter(
            Organisation.kind == OrganisationKind.office, Organisation.active
        ):
            subject = row.__tablename__, row.id
            self._tell(kind, subject, None, one.id, audience=Audience.coordinator, **params)

    def write(self) -> None:
        """All events in one statement, all notices in another."""
        journalling.write(self._session, [(one, []) for one in self._events])
        notices.write(self._session, self._notices)

    def _tell(
        self, kind: str, subject: tuple[str, int], application_id: int | None, to: int,
        *, audience: str = Audience.organisation, **params: Any,
    ) -> None:  # fmt: skip
        self._notices.append(
            Notice(
                organisation_id=to,
                audience=audience,
                kind=kind,
                subject_kind=subject[0],
                subject_id=subject[1],
                application_id=application_id,
                params=params,
                created_at=clock.now(),
            )
        )


def _subject(row: Any) -> tuple[str, int]:
    if row.ticket_id is not None:
        return Ticket.__tablename__, row.ticket_id
    return Application.__tablename__, row.application_id


def named(meeting: Meeting) -> Mapping[str, Any]:
    """A meeting as events and notices name it."""
    return {"meeting": meeting.number, "starts_at": meeting.starts_at.isoformat()}
