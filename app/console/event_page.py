"""One event of the journal: every column it changed and everything that was entered, in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from flask_babel import gettext

from app.access.actors import current_actor
from app.access.grants import role_name
from app.applications.models import Application
from app.catalog.kinds import Field
from app.catalog.rules.service import ServiceForm
from app.console import display
from app.console.calendar_page import calendar_label, part_in_words
from app.console.directory import LABELS
from app.console.history import Words
from app.console.meetings.words import COLUMNS as MEETING_COLUMNS
from app.console.naming import COLUMNS, district_name, known, limit_label
from app.console.slarules.journalled import rule_label, rule_part
from app.console.timeline import ALSO_TOLD
from app.extensions import db
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.journal.models import Event
from app.journal.rules import PERSONAL
from app.meetings.states import KIND_LABELS
from app.tickets.models import Ticket
from app.workflow.action import ACTIONS
from app.workflow.beside import Beside
from app.workflow.directory import Directory
from app.workflow.directory_fields import ORGANISATION_KINDS, OUTLET_KINDS
from app.workflow.nouns import BY_KIND, application_id, noun_of
from app.workflow.setting import Row, Setting

OTHERS: Mapping[str, Message] = {
    "number": say("Number"),
    "service": say("Service"),
    "option": say("Option"),
    "service_version_id": say("Version"),
    "entered_by_id": say("Entered by"),
    "supplement_count": say("Supplement notices"),
    "submitted_at": say("Submitted at"),
    "accepted_at": say("Accepted at"),
    "dispatched_at": say("Dispatched at"),
    "claimed_at": say("Claimed at"),
    "construction_started_at": say("Construction started at"),
    "connected_at": say("Connected at"),
    "ended_at": say("Ended at"),
    "urged_at": say("Urged at"),
    "reply_due_at": say("Reply due"),
    "supervised_by_id": say("Supervised by"),
    "user_id": say("Account"),
    "username": say("Username"),
    "first_name": say("Full name"),
    "active": say("May sign in"),
    "leads": say("Leads the organisation"),
    "password": say("Password"),
    "roles": say("Role"),
    "sort": say("Order"),
    **MEETING_COLUMNS,
}
"""Columns that neither the form nor the timeline names."""
KINDS = {"organisation": ORGANISATION_KINDS, "outlet": OUTLET_KINDS, "meeting": KIND_LABELS}
ANSWERS = ("attrs", "facts")


class EventPage:
    """What the page of one event shows; personal values as the reader's role needs them."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.actor = current_actor()
        self._words = Words(db.session(), known(), self.actor)

    def changes(self) -> list[dict[str, str]]:
        """Before → after of each column, without answers that the reader's role may not see."""
        return [
            {"label": label, "before": before, "after": after}
            for path, pair in self.event.changes.items()
            for label, before, after in self._told(path, *pair)
        ]

    def entered(self) -> list[dict[str, str]]:
        """What the action's form asked and was answered."""
        asked = {one.id: one for one in self._asked()}
        return [
            {"label": text(asked[one].label), "value": self._words.entered(self.event, asked[one])}
            if one in asked
            else {"label": self._label(one), "value": self._part(one, value)}
            for one, value in self.event.input.items()
        ]

    @cached_property
    def _row(self) -> Row | None:
        noun = BY_KIND.get(self.event.subject_kind)
        return db.session.get(noun.model, self.event.subject_id) if noun else None

    @property
    def _ticket(self) -> Ticket | None:
        return self._row if isinstance(self._row, Ticket) else None

    def _asked(self) -> Iterable[Field]:
        row = self._row
        action = ACTIONS.get((noun_of(row).name, self.event.verb)) if row else None
        if row is None or action is None:
            return ALSO_TOLD.get(self.event.verb, ())
        own = [row] if isinstance(row, Ticket) else []
        tickets = row.tickets if isinstance(row, Application) else own
        directory = Directory(db.session())
        beside = Beside(db.session(), [application_id(row)])
        return action.told(Setting(row, tickets, self.actor, known(), directory, beside))

    def _told(self, path: str, before: Any, after: Any) -> Iterator[tuple[str, ...]]:
        """Label and both values of a column; nothing for an answer of others' eyes only."""
        field = self._words.field(path, self._ticket)
        label = text(field.label) if field else self._label(path)
        if path in PERSONAL or (field and field.personal):
            yield label, *self._words.kept(self.event, path, field)
        elif field:
            yield label, *(self._words.answer(field, one) for one in (before, after))
        elif path.partition(".")[0] not in ANSWERS:
            yield label, *map(self._reader(path), (before, after))

    def _part(self, name: str, value: Any) -> str:
        return rule_part(name, value) if self.event.subject_kind == "sla_rule" else _plain(value)

    def _label(self, path: str) -> str:
        kind = self.event.subject_kind
        if own := limit_label(path) or calendar_label(kind, path) or rule_label(kind, path):
            return own
        return str(COLUMNS.get(path) or OTHERS.get(path) or LABELS.get(path, path))

    def _reader(self, path: str) -> Callable[[Any], str]:
        kind = self.event.subject_kind
        readers: dict[str, Callable[[Any], str]] = {
            "state": display.words(BY_KIND[kind].states if kind in BY_KIND else {}),
            "kind": display.words(KINDS.get(kind, {})),
            "service": self._service,
            "option": self._option,
            "township": district_name,
            "roles": lambda names: _listed(map(role_name, names or ())),
        }
        if path.startswith("clock."):
            return display.moment_of
        if kind == "sla_rule":
            return lambda value: rule_part(path, value)
        if kind == "calendar":
            return lambda value: part_in_words(path, value)
        if path in readers:
            return readers[path]
        if path in COLUMNS or path.endswith(("_at", "_id")):
            return self._words.reader(path)
        return _plain

    def _service(self, code: str | None) -> str:
        """A service as the ticket's own version calls it."""
        return text(self._form.label) if code else ""

    def _option(self, code: str | None) -> str:
        return text(self._form.option_label(code)) if code else ""

    @property
    def _form(self) -> ServiceForm:
        assert self._ticket is not None  # noqa: S101  # only tickets have these columns
        return known().version(self._ticket.service_version_id)


def _listed(words: Iterable[str]) -> str:
    return str(gettext(", ")).join(words)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return display.yes_no(value)
    if isinstance(value, list):
        return _listed(map(str, value))
    return "" if value is None else str(value)
