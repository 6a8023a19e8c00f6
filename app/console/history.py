"""What an event changed, in words: columns and answers by their labels, ids by their names."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.access import personal
from app.catalog.kinds import Field
from app.catalog.queries import Catalogue
from app.console import display
from app.console.naming import COLUMNS, limit_label
from app.foundation.actor import Actor
from app.foundation.labels import text
from app.foundation.messages import say
from app.journal.models import Event
from app.journal.rules import PERSONAL
from app.people.models import Organisation, Outlet, Specialist, User
from app.tickets.models import Ticket
from app.tickets.states import STAGE_LABELS
from app.workflow.directory import places
from app.workflow.official_form import CHANNEL, correctable

ERASED = say("erased")
PLAIN = frozenset({"waits_until", "waits_for"})
"""Columns that are read as they stand: a day, a number of its own."""


class Words:
    """Labels and names for the events of one page; each row is read once, when asked for."""

    def __init__(self, session: Session, catalogue: Catalogue, actor: Actor) -> None:
        self._session = session
        self._catalogue = catalogue
        self._actor = actor

    def changes(self, event: Event, ticket: Ticket | None) -> list[dict[str, str]]:
        """Before → after by label; columns that only keep books are left out."""
        rows = []
        for path, (before, after) in event.changes.items():
            field = self.field(path, ticket)
            if field and field.personal:
                rows.append(_row(text(field.label), *self.kept(event, path, field)))
            elif field:
                shown = (self.answer(field, one) for one in (before, after))
                rows.append(_row(text(field.label), *shown))
            elif limit := limit_label(path):
                rows.append(_row(limit, *map(display.moment_of, (before, after))))
            elif path in COLUMNS and path != "state":
                show = self.reader(path)
                rows.append(_row(str(COLUMNS[path]), show(before), show(after)))
        return rows

    def answer(self, field: Field, value: Any) -> str:
        """What was answered to a field, as the reader may see it."""
        return field.show(personal.answer(self._actor, field, value))

    def kept(self, event: Event, path: str, field: Field | None) -> tuple[str, str]:
        """Before and after of a personal value that was set apart, as the reader may see them."""
        found = next((one for one in event.personal if one.field == path), None)
        if found is None:
            return str(ERASED), str(ERASED)
        before, after = (self._personal(path, field, one) for one in (found.before, found.after))
        return before, after

    def entered(self, event: Event, field: Field) -> str:
        """What was entered in the action's form, as the reader may see it."""
        if field.apart:
            return self.kept(event, f"input.{field.id}", field)[1]
        return self.answer(field, event.input[field.id])

    def _personal(self, path: str, field: Field | None, value: Any) -> str:
        if field is None or path in PERSONAL:
            return str(personal.shown(self._actor, path, value) or "")
        return self.answer(field, value)

    def field(self, path: str, ticket: Ticket | None) -> Field | None:
        """The question that a column or an answer stands for, if the reader may see it."""
        if ticket is None:
            return self._form.get(path)
        kind, _, name = path.partition(".")
        version = self._catalogue.version(ticket.service_version_id)
        offered: Iterable[Field] = {
            "attrs": version.shown(self._actor.roles),
            "facts": tuple(fact.field for fact in version.facts),
        }.get(kind, ())
        return next((one for one in offered if one.id == name), None)

    @cached_property
    def _form(self) -> dict[str, Field]:
        return {one.id: one for one in (CHANNEL, *correctable(self._catalogue))}

    def reader(self, column: str) -> Callable[[Any], str]:
        """How a column's stored value is read: ids by their names, instants by the clock."""
        tables: Mapping[str, type] = {
            "organisation_id": Organisation,
            "utility_id": Organisation,
            "outlet_id": Outlet,
            "specialist_id": Specialist,
            "first_receiver_id": User,
            "entered_by_id": User,
            "user_id": User,
            "supervised_by_id": Organisation,
            "assignee_id": User,
        }
        if model := tables.get(column):
            return lambda value: self._name(model, value)
        if column == "stage":
            return lambda value: str(STAGE_LABELS[value]) if value else ""
        if column == "service_version_id":
            return lambda value: str(self._catalogue.version(value).version) if value else ""
        if column in PLAIN:
            return lambda value: value or ""
        if column.endswith("_at"):
            return display.moment_of
        return display.yes_no

    def _name(self, model: Any, pk: int | None) -> str:
        known = places(self._session)
        if pk is None:
            return ""
        if model is User:
            return display.person(self._session.get(User, pk))
        if model is Specialist:
            return display.named(known.specialists.get(pk))
        found = known.organisations if model is Organisation else known.outlets
        return display.named(found.get(pk))


def _row(label: str, before: str, after: str) -> dict[str, str]:
    return {"label": label, "before": before, "after": after}
