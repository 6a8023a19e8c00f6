"""The journal, read-only: who did what, when, from which face (DOMAIN §12)."""

from typing import Any

from flask import url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.filters import (
    FilterContains,
    FilterEqual,
    FilterGreater,
    FilterSmaller,
)
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from wtforms import DateField, StringField

from app.access.grants import role_name
from app.access.scoped import ScopedInterface
from app.console import display
from app.console.base import ScopedView
from app.console.event_page import EventPage
from app.console.naming import FACES, KINDS
from app.console.numbers import NumberContains, numbers_of
from app.console.searching import coded, one_of
from app.console.timeline import OTHER_VERBS, verb_label
from app.foundation.labels import text
from app.foundation.permissions import Permission as P
from app.journal.models import Event
from app.workflow.action import ACTIONS
from app.workflow.nouns import BY_KIND


def _verbs() -> list[tuple[str, str]]:
    labels = {verb: str(action.label) for (_, verb), action in ACTIONS.items()}
    others = {one: verb_label("", one) for one in OTHER_VERBS}
    return list((others | labels).items())


class JournalSearch(DynamicForm):
    """What events are looked for by."""

    subject_kind = one_of(lazy_gettext("Record"), coded(KINDS))
    subject_id = StringField(lazy_gettext("Number"))
    actor_name = StringField(lazy_gettext("Who"))
    verb = one_of(lazy_gettext("Action"), _verbs)
    face = one_of(lazy_gettext("Face"), coded(FACES))
    recorded_at = DateField(lazy_gettext("Entered at"))


def _state(event: Event) -> str:
    noun = BY_KIND.get(event.subject_kind)
    labels = noun.states if noun else {}
    states = (event.state_before, event.state_after)
    told = [text(labels.get(one, one)) for one in states if one]
    return " → ".join(dict.fromkeys(told))


def _who(event: Event) -> Markup:
    """Whoever did it; beneath, in whose place."""
    absent = event.acting_for
    more = gettext("for %(absent)s", absent=absent) if absent else ""
    return display.beneath(event.actor_name, more)


class JournalView(ScopedView):
    """Events in the order they were entered; none of the columns here is personal."""

    datamodel = ScopedInterface(Event)
    route_base = "/journal"
    permits = {"can_list": P.journal_read, "can_show": P.journal_read}
    list_title = lazy_gettext("Journal")
    list_columns = [
        "recorded_at",
        "subject_kind",
        "number",
        "verb",
        "state",
        "actor_name",
        "role",
        "face",
        "occurred_at",
    ]
    order_columns = ["recorded_at", "actor_name", "verb"]
    label_columns = {
        "recorded_at": lazy_gettext("Entered at"),
        "occurred_at": lazy_gettext("Happened at"),
        "subject_kind": lazy_gettext("Record"),
        "number": lazy_gettext("Number"),
        "verb": lazy_gettext("Action"),
        "state": lazy_gettext("State"),
        "actor_name": lazy_gettext("Who"),
        "role": lazy_gettext("Role"),
        "face": lazy_gettext("Face"),
    }
    formatters_columns = {
        "recorded_at": display.moment,
        "occurred_at": display.moment,
        "subject_kind": display.words(KINDS),
        "role": role_name,
        "face": display.words(FACES),
    }
    computed = {
        "state": _state,
        "verb": lambda event: verb_label(event.subject_kind, event.verb),
        "actor_name": _who,
    }
    looked_up = {"number": numbers_of}
    search_form = JournalSearch
    search_columns = ["subject_kind", "subject_id", "actor_name", "verb", "face", "recorded_at"]
    offered_filters = {
        "subject_kind": [FilterEqual],
        "subject_id": [NumberContains],
        "actor_name": [FilterContains],
        "verb": [FilterEqual],
        "face": [FilterEqual],
        "recorded_at": [FilterGreater, FilterSmaller],
    }

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """One event, with what it changed by column."""
        event = self.row(pk)
        page = EventPage(event)
        (facts,) = self.cells_of([event])
        labels = self.label_columns
        rows = [{"label": str(labels[one]), "value": facts[one]} for one in self.list_columns]
        return self.render_template(
            "lianban/event.html",
            title=gettext("Event %(id)s", id=event.id),
            facts=rows,
            changes=page.changes(),
            entered=page.entered(),
            back_url=url_for("JournalView.list"),
        )
