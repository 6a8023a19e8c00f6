"""Tickets: the list and the record page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.filters import FilterContains
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload, load_only
from wtforms import StringField

from app.access.answers import COLUMN, answer_filters
from app.access.filtering import CheckedFilters
from app.access.rules import TICKET_READ
from app.access.scoped import ScopedInterface
from app.console import display, lights
from app.console.answers import answer_cell, answer_columns, answer_form, answers_asked
from app.console.base import READ_ONLY
from app.console.lookups import SPECIALISTS, TownshipLookup, rows_of
from app.console.marks import LABELS, Marked, marked_state
from app.console.naming import key_answers, ticket_name, where
from app.console.searching import coded, one_of, services
from app.console.ticket_page import TicketPage
from app.console.work import WorkView, permits_of
from app.foundation.labels import text
from app.foundation.messages import say
from app.people.models import Organisation, Specialist
from app.tickets.models import Ticket
from app.tickets.states import STAGE_LABELS, STATE_LABELS

LISTED = (
    Ticket.number,
    Ticket.application_id,
    Ticket.service_version_id,
    Ticket.option,
    Ticket.enterprise,
    Ticket.township,
    Ticket.state,
    Ticket.stage,
    Ticket.attrs,
    Ticket.due_at,
    Ticket.soon_at,
    Ticket.left_seconds,
    Ticket.urged_at,
    Ticket.reply_due_at,
    Ticket.dispatched_at,
    Ticket.survey_at,
)
"""What cells are made of; the rest of a ticket is long, and its record page reads it."""


class TicketSearch(DynamicForm):
    """What tickets are looked for by."""

    number = StringField(lazy_gettext("Number"))
    enterprise = StringField(lazy_gettext("Enterprise"))
    service = one_of(lazy_gettext("Service"), services)
    state = one_of(lazy_gettext("State"), coded(STATE_LABELS))
    stage = one_of(lazy_gettext("Stage"), coded(STAGE_LABELS))
    organisation_id = StringField(lazy_gettext("Handling organisation"))
    specialist_id = StringField(lazy_gettext("Specialist"))
    township = StringField(lazy_gettext("Township"))
    marked = one_of(lazy_gettext("Marked as"), coded(LABELS))


def _stage(ticket: Ticket) -> Markup:
    """Where it stands, since when the utility has it, and who serves the customer there."""
    day = display.day(ticket.dispatched_at)
    sent = str(say("dispatched %(day)s", day=day)) if day else ""
    who = ticket.specialist.name if ticket.specialist else ""
    beneath = " · ".join(filter(None, (sent, who)))
    return display.beneath(text(STAGE_LABELS[ticket.stage]), beneath)


class TicketView(WorkView):
    """One utility's part of an application."""

    datamodel = ScopedInterface(
        Ticket,
        load=(joinedload(Ticket.organisation), joinedload(Ticket.specialist)),
        listed=(
            load_only(*LISTED),
            joinedload(Ticket.organisation).load_only(Organisation.name, Organisation.name_en),
            joinedload(Ticket.specialist).load_only(Specialist.name),
        ),
    )
    noun = "tickets"
    singly = frozenset({"request_extension", "decide_extension", "reply_supervision"})
    route_base = "/tickets"
    permits = permits_of("tickets", TICKET_READ)
    list_title = lazy_gettext("Tickets")
    list_columns = [
        "number",
        "enterprise",
        "service_name",
        "state",
        "stage",
        "due_at",
        "organisation",
        "specialist",
        "dispatched_at",
        "survey_at",
    ]
    folded = frozenset({"organisation", "specialist", "dispatched_at", "survey_at"})
    order_columns = ["number", "enterprise", "due_at"]
    label_columns = {
        "number": lazy_gettext("Number"),
        "enterprise": lazy_gettext("Enterprise"),
        "service_name": lazy_gettext("Service"),
        "state": lazy_gettext("State"),
        "stage": lazy_gettext("Stage"),
        "due_at": lazy_gettext("Time limit"),
        "township": lazy_gettext("Township"),
        "organisation": lazy_gettext("Handling organisation"),
        "specialist": lazy_gettext("Specialist"),
        "dispatched_at": lazy_gettext("Dispatched at"),
        "survey_at": lazy_gettext("Survey at"),
    }
    formatters_columns = {
        "organisation": display.named,
        "specialist": display.named,
        "dispatched_at": display.moment,
        "survey_at": display.moment,
    }
    computed = {
        "enterprise": where,
        "state": marked_state,
        "service_name": lambda one: display.beneath(ticket_name(one), key_answers(one)),
        "stage": _stage,
        "due_at": lights.limit,
    }
    search_form = TicketSearch
    search_columns = [
        "state",
        "service",
        "organisation_id",
        "stage",
        "township",
        "specialist_id",
        "number",
        "enterprise",
    ]
    asked_too = ("marked",)
    offered_filters = {
        "number": [FilterContains],
        "enterprise": [FilterContains],
        "organisation_id": [rows_of(Organisation)],
        "specialist_id": [SPECIALISTS],
        "township": [TownshipLookup],
        "marked": [Marked],
        **WorkView.offered_filters,
    }

    def more_filters(self) -> Mapping[str, list[Any]]:
        """What was answered, where the catalogue in force lets lists be filtered by it."""
        return answer_filters(self.datamodel)

    def offered_columns(self, filters: CheckedFilters) -> dict[str, Any]:
        """Beside the name of the service that was chosen, its answers."""
        columns = super().offered_columns(filters)
        before = list(columns).index("service_name") + 1
        head, tail = list(columns.items())[:before], list(columns.items())[before:]
        return dict(head) | answer_columns(filters) | dict(tail)

    def _cells(self, row: Ticket, columns: Iterable[str]) -> dict[str, Any]:
        """Answers with columns of their own don't stand under the service's name again."""
        answers = {one: answer_cell(row, one) for one in columns if one.startswith(COLUMN)}
        cells = super()._cells(row, [one for one in columns if one not in answers]) | answers
        return cells | {"service_name": ticket_name(row)} if answers else cells

    def asking(self, filters: CheckedFilters) -> Any:
        """The search bar asks for the answers of the service that was chosen, too."""
        return answer_form(self.search_form, filters)(meta=READ_ONLY)

    def asked_columns(self, filters: CheckedFilters) -> Sequence[str]:
        """Those that its own list shows, and those of the service."""
        return (*super().asked_columns(filters), *answers_asked(filters))

    @expose("/show/<pk>", methods=["GET"])
    @expose("/show/<pk>/<part>", methods=["GET"])
    @has_access
    def show(self, pk: str, part: str | None = None) -> Any:
        """The record page, or one part of it."""
        page = TicketPage(pk)
        return self.render_template("lianban/record.html", **page.context(part))
