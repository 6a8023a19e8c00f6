"""The timeline of a record: what was done, by whom, as which role, from which face, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.util import identity_key

from app.access.grants import role_name
from app.applications.models import Application
from app.catalog.kinds import Field
from app.console import display
from app.console.history import Words
from app.console.naming import FACES, ticket_name
from app.console.timeline_kinds import kinds_of
from app.console.warnings import warnings
from app.foundation.actor import Actor
from app.foundation.messages import Message, say
from app.intake.states import INTAKE_VERBS
from app.journal.models import QUOTED, Event
from app.meetings.models import Meeting, MeetingAction
from app.meetings.states import ACTION_LABELS as MEETING_ACTION_STATES
from app.meetings.states import STATE_LABELS as MEETING_STATES
from app.people.models import User
from app.tickets.models import Ticket
from app.workflow import comments, exports, saved_views
from app.workflow.action import ACTIONS
from app.workflow.attachments.attaching import TOLD as ATTACHED
from app.workflow.attachments.attaching import VERB as ATTACH
from app.workflow.handover import delegating
from app.workflow.meetings import telling
from app.workflow.nouns import BY_KIND, NOUNS
from app.workflow.setting import Setting

STATES: Mapping[str, Mapping[str, Message]] = {
    **{one.kind: one.states for one in NOUNS.values()},
    Meeting.__tablename__: MEETING_STATES,
    MeetingAction.__tablename__: MEETING_ACTION_STATES,
}
PEOPLE = frozenset({"first_receiver_id", "assignee_id"})
"""Columns that hold the id of a user."""
OTHER_VERBS: Mapping[str, Message] = {
    "create": say("Entry"),
    "edit": say("Edit"),
    "attach": say("File attached"),
    "recalculate": say("Limits computed anew"),
    "propose": say("Change prepared"),
    "confirm": say("Change confirmed"),
    "reject": say("Change turned down"),
    "take_back": say("Change taken back"),
    "publish": say("Publication"),
    "retire": say("Retirement"),
    "unlock": say("Unlock"),
    **telling.VERBS,
    **delegating.VERBS,
    **INTAKE_VERBS,
    **saved_views.VERBS,
    **exports.VERBS,
}
"""What is no action of the door."""
ALSO_TOLD: Mapping[str, Sequence[Field]] = {
    ATTACH: ATTACHED,
    **dict.fromkeys(telling.VERBS, telling.TOLD),
    **dict.fromkeys(delegating.VERBS, delegating.TOLD),
    **dict.fromkeys(saved_views.VERBS, saved_views.TOLD),
    **dict.fromkeys(exports.VERBS, exports.TOLD),
}
"""What such an event keeps of its input for people."""


@dataclass(frozen=True)
class Timeline:
    """The events of one application, as far as `tickets` (those the reader sees) and itself go."""

    session: Session
    words: Words
    settings: Mapping[tuple[str, int], Setting]
    """(table, row id) → the row under the reader's eyes: it knows what each action asked."""

    def items(self) -> list[dict[str, Any]]:
        """Newest first; what one action did to several records is one item."""
        events = self._events()
        named = _people_named(self.session, events)
        deeds = [list(deed) for _, deed in groupby(events, key=_one_deed)]
        items = [(deed[0].recorded_at, self._item(deed)) for deed in deeds]
        del named  # the session forgets rows that nobody holds
        items += warnings(self.session, [one.row for one in self.settings.values()])
        items.sort(key=itemgetter(0))
        return [item for _, item in reversed(items)]

    def _events(self) -> Sequence[Event]:
        subjects = (
            (Event.subject_kind == kind) & (Event.subject_id == pk) for kind, pk in self.settings
        )
        query = select(Event).where(or_(*subjects)).options(joinedload(Event.personal))
        return self.session.scalars(query.order_by(Event.id)).unique().all()

    def _item(self, events: list[Event]) -> dict[str, Any]:
        lead = events[0]
        tickets = [one for one in events if one.subject_kind == Ticket.__tablename__]
        several = len(tickets) > 1
        asked = [field for one in events for field in self._asked(one) if one.input.get(field.id)]
        return {
            "kinds": kinds_of(
                events,
                files=any(field.kind == "files" for field in asked),
                changes=any(self._entered(one) for one in events),
            ),
            "at": display.moment(lead.occurred_at),
            "gap": display.gap(lead.occurred_at, lead.recorded_at),
            "who": who_did(*events),
            "role": _role(lead),
            "face": str(FACES.get(lead.face, lead.face)),
            "verb_label": self._verb(lead, events),
            "note": "\n".join(line for one in events for line in self._notes(one)),
            "changes": [row for one in events for row in self._changes(one, named=several)],
            **_states(events),
        }

    def _verb(self, lead: Event, events: list[Event]) -> str:
        label = verb_label(lead.subject_kind, lead.verb)
        if by_itself(lead) and lead.verb == "resume":
            label = gettext("Resumed by itself: the pause has expired")
        names = dict.fromkeys(
            ticket_name(ticket) for one in events if (ticket := self._ticket(one)) is not None
        )
        return f"{label} · {', '.join(names)}" if 0 < len(names) < self._tickets else label

    @property
    def _tickets(self) -> int:
        """How many the reader sees; what was done to all of them names none."""
        return sum(kind == Ticket.__tablename__ for kind, _ in self.settings)

    def _ticket(self, event: Event) -> Ticket | None:
        row = self.settings[event.subject_kind, event.subject_id].row
        return row if isinstance(row, Ticket) else None

    def _changes(self, event: Event, *, named: bool) -> list[dict[str, str]]:
        """Before → after; `named` by their ticket where one deed changed several."""
        if event.verb == "create":
            return []
        ticket = self._ticket(event)
        rows = self.words.changes(event, ticket)
        if ticket is None or not named:
            return rows
        return [{**row, "label": f"{ticket_name(ticket)} · {row['label']}"} for row in rows]

    def _comment(self, event: Event) -> Iterable[str]:
        """The words themselves, and who was mentioned."""
        erased = not any(one.field == QUOTED for one in event.personal)
        words = self.words.entered(event, comments.WORDS)
        yield str(gettext("The words of this comment were erased.")) if erased else words
        if named := _mentioned(event):
            names = str(gettext(", ")).join(map(self.words.reader("user_id"), named))
            yield display.paired(comments.MENTIONED, names)

    def _entered(self, event: Event) -> bool:
        """Whether an answer of the form is another one now."""
        paths = event.changes if event.verb != "create" else ()
        return any(self.words.field(path, self._ticket(event)) for path in paths)

    def _notes(self, event: Event) -> Iterable[str]:
        """What was entered, by the labels of the action's form; unknown parts stay unsaid."""
        if event.verb == comments.VERB:
            yield from self._comment(event)
            return
        for field in self._asked(event):
            if field.id in event.input and field.id not in event.changes:
                yield display.paired(field.label, self.words.entered(event, field))

    def _asked(self, event: Event) -> Iterable[Field]:
        if event.verb == comments.VERB:
            return ()  # told by itself; whom it may mention is a statement
        action = ACTIONS.get((BY_KIND[event.subject_kind].name, event.verb))
        setting = self.settings[event.subject_kind, event.subject_id]
        return action.told(setting) if action else ALSO_TOLD.get(event.verb, ())


def _people_named(session: Session, events: Iterable[Event]) -> list[Any]:
    """The users whose ids changes and comments hold; what the page hasn't read is one statement."""
    ids = {
        one
        for event in events
        for path in PEOPLE & event.changes.keys()
        for one in event.changes[path]
        if one
    }
    ids |= {one for event in events for one in _mentioned(event)}
    here = [session.identity_map.get(identity_key(User, one)) for one in ids]
    found = [one for one in here if one is not None]
    missing = ids - {one.id for one in found}
    query = select(User).where(User.id.in_(missing))
    return [*found, *(session.scalars(query) if missing else ())]


def _mentioned(event: Event) -> Sequence[int]:
    """The ids of the users whom a comment mentions."""
    named = event.input.get(comments.MENTIONS, ()) if event.verb == comments.VERB else ()
    return [int(one) for one in named]


def verb_label(kind: str, verb: str) -> str:
    """What was done, in words; an application also tells what was done to its tickets."""
    first = BY_KIND.get(kind)
    for noun in dict.fromkeys((*([first.name] if first else []), *NOUNS)):
        if action := ACTIONS.get((noun, verb)):
            return str(action.label)
    return str(OTHER_VERBS.get(verb, verb))


def _one_deed(event: Event) -> tuple[Any, ...]:
    return event.verb, event.actor_id, event.actor_name, event.occurred_at


def by_itself(event: Event) -> bool:
    """Whether no person did it."""
    return event.actor_id is None and event.actor_name == Actor.system().name


def who_did(*events: Event) -> str:
    """Who did it, all by one person; a deputy also in whose place."""
    lead = events[0]
    if by_itself(lead):
        return str(gettext("The system"))
    absent = next((one.acting_for for one in events if one.acting_for), None)
    if absent is None:
        return lead.actor_name
    return str(gettext("%(deputy)s, for %(absent)s", deputy=lead.actor_name, absent=absent))


def _role(event: Event) -> str:
    if by_itself(event):
        return ""
    role = role_name(event.role)
    if event.on_behalf:
        return str(gettext("%(role)s, on behalf of the applicant", role=role))
    return role


def _states(events: list[Event]) -> dict[str, Any]:
    """From which state to which: of the application if it changed, else of its only ticket."""
    changed = [one for one in events if one.state_before != one.state_after and one.state_after]
    of_application = [one for one in changed if one.subject_kind == Application.__tablename__]
    told = (of_application or changed)[:1]
    if not told:
        return {"state_from": None, "state_to": None}
    event = told[0]
    labels = BY_KIND[event.subject_kind].states
    before = event.state_before
    return {
        "state_from": display.state(event.subject_kind, before, labels) if before else None,
        "state_to": display.state(event.subject_kind, event.state_after, labels),
    }
