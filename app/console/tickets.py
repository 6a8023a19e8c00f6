"""Tickets: the list and the record page."""

from typing import Any

from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.filters import FilterContains
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload
from wtforms import StringField

from app.access.rules import TICKET_READ
from app.access.scoped import ScopedInterface
from app.console import display, record
from app.console.naming import key_answers, ticket_name, where
from app.console.searching import coded, one_of, rows_of, services, townships
from app.console.ticket_page import TicketPage
from app.console.work import WorkView, permits_of
from app.people.models import Organisation
from app.tickets.models import Ticket
from app.tickets.states import STAGE_LABELS, STATE_LABELS


class TicketSearch(DynamicForm):
    """What tickets are looked for by."""

    number = StringField(lazy_gettext("Number"))
    enterprise = StringField(lazy_gettext("Enterprise"))
    service = one_of(lazy_gettext("Service"), services)
    state = one_of(lazy_gettext("State"), coded(STATE_LABELS))
    stage = one_of(lazy_gettext("Stage"), coded(STAGE_LABELS))
    organisation_id = one_of(lazy_gettext("Handling organisation"), rows_of(Organisation))
    township = one_of(lazy_gettext("Township"), townships)


class TicketView(WorkView):
    """One utility's part of an application."""

    datamodel = ScopedInterface(
        Ticket, load=(joinedload(Ticket.organisation), joinedload(Ticket.specialist))
    )
    noun = "tickets"
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
        "specialist",
        "dispatched_at",
    ]
    order_columns = ["number", "enterprise", "state", "stage", "due_at", "dispatched_at"]
    label_columns = {
        "number": lazy_gettext("Number"),
        "enterprise": lazy_gettext("Enterprise"),
        "service_name": lazy_gettext("Service"),
        "state": lazy_gettext("State"),
        "stage": lazy_gettext("Stage"),
        "due_at": lazy_gettext("Time limit"),
        "specialist": lazy_gettext("Specialist"),
        "township": lazy_gettext("Township"),
        "dispatched_at": lazy_gettext("Dispatched at"),
    }
    formatters_columns = {
        "state": display.badges("ticket", STATE_LABELS),
        "stage": display.words(STAGE_LABELS),
        "dispatched_at": display.day,
    }
    computed = {
        "enterprise": where,
        "service_name": lambda one: display.beneath(ticket_name(one), key_answers(one)),
        "due_at": record.limit,
    }
    search_form = TicketSearch
    search_columns = [
        "number",
        "enterprise",
        "service",
        "state",
        "stage",
        "organisation_id",
        "township",
    ]
    offered_filters = {"number": [FilterContains], "enterprise": [FilterContains]}

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """The record page."""
        ticket = self.row(pk)
        return self.render_template("lianban/record.html", **TicketPage(ticket).context())
