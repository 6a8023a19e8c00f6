"""Applications: the list, the record page, and the official form as the way to add one."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
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
from sqlalchemy.orm import joinedload, selectinload
from wtforms import DateField, StringField

from app.access import personal
from app.access.actors import current_actor
from app.access.rules import APPLICATION_READ
from app.access.scoped import ScopedInterface
from app.applications.models import Application
from app.applications.states import CHANNEL_LABELS, STATE_LABELS
from app.console import display, lights
from app.console.alike import to_warn_of
from app.console.application_page import ApplicationPage
from app.console.drafts import CREATE, Offer, filling
from app.console.lookups import TownshipLookup
from app.console.naming import known, service_label, where
from app.console.official_form import OfficialForm
from app.console.pasted import paste
from app.console.searching import LastFour, coded, one_of
from app.console.work import WorkView, permits_of
from app.extensions import db
from app.foundation.errors import Invalid, WrongState
from app.foundation.labels import text
from app.foundation.permissions import Permission as P
from app.people.models import Outlet
from app.tickets.states import STATE_LABELS as TICKET_STATES
from app.workflow.applications.create import create
from app.workflow.door import Ref, perform


class ApplicationSearch(DynamicForm):
    """What applications are looked for by."""

    number = StringField(lazy_gettext("Number"))
    enterprise = StringField(lazy_gettext("Enterprise"))
    state = one_of(lazy_gettext("State"), coded(STATE_LABELS))
    channel = one_of(lazy_gettext("Entry channel"), coded(CHANNEL_LABELS))
    township = StringField(lazy_gettext("Township"))
    phone = StringField(lazy_gettext("Phone (last four digits)"))
    submitted_at = DateField(lazy_gettext("Submitted at"))


def _tickets(application: Application) -> Markup:
    """The services of the visible tickets, how many are in which state, and how many press."""
    names = dict.fromkeys(service_label(one) for one in application.tickets)
    states = Counter(one.state for one in application.tickets)
    marks = [
        display.badge("ticket", state, f"{TICKET_STATES[state]} {count}")
        for state, count in states.items()
    ]
    marks += lights.pressing(application.tickets)
    return display.beneath(Markup(" ").join(marks), gettext(", ").join(names))


def _entry(application: Application) -> Markup:
    """Where it came in, and who is its first receiver."""
    channel = text(CHANNEL_LABELS[application.channel])
    return display.beneath(channel, display.person(application.first_receiver))


def _personal(column: str) -> Callable[[Application], str]:
    """As the reader's role sees it."""
    return lambda row: str(personal.shown(current_actor(), column, getattr(row, column)) or "")


class ApplicationView(WorkView):
    """One customer's case."""

    datamodel = ScopedInterface(
        Application,
        load=(
            selectinload(Application.tickets),
            joinedload(Application.first_receiver),
        ),
    )
    noun = "applications"
    route_base = "/applications"
    singly = frozenset({"amend", "supplement"})
    include_route_methods = {*WorkView.include_route_methods, "add"}
    permits = {**permits_of("applications", APPLICATION_READ), "can_add": P.application_create}
    list_title = lazy_gettext("Applications")
    list_columns = [
        "number",
        "enterprise",
        "state",
        "tickets",
        "channel",
        "due_at",
        "submitted_at",
        "contact",
        "phone",
        "address",
    ]
    folded = frozenset({"contact", "phone", "address"})
    order_columns = ["number", "enterprise", "due_at", "submitted_at"]
    label_columns = {
        "number": lazy_gettext("Number"),
        "enterprise": lazy_gettext("Enterprise"),
        "state": lazy_gettext("State"),
        "tickets": lazy_gettext("Tickets"),
        "channel": lazy_gettext("Entry channel"),
        "due_at": lazy_gettext("Time limit"),
        "township": lazy_gettext("Township"),
        "submitted_at": lazy_gettext("Submitted at"),
        "contact": lazy_gettext("Contact"),
        "phone": lazy_gettext("Phone number"),
        "address": lazy_gettext("Address"),
    }
    formatters_columns = {
        "state": display.badges("application", STATE_LABELS),
        "submitted_at": display.day,
    }
    computed = {
        "enterprise": where,
        "tickets": _tickets,
        "channel": _entry,
        "due_at": lights.limit,
        **{one: _personal(one) for one in ("contact", "phone", "address")},
    }
    search_form = ApplicationSearch
    search_columns = [
        "state",
        "township",
        "channel",
        "submitted_at",
        "number",
        "enterprise",
        "phone",
    ]
    offered_filters = {
        "number": [FilterContains],
        "enterprise": [FilterContains],
        "state": [FilterEqual],
        "township": [TownshipLookup],
        "phone": [LastFour],
        "submitted_at": [FilterGreater, FilterSmaller],
        **WorkView.offered_filters,
    }

    @expose("/show/<pk>", methods=["GET"])
    @expose("/show/<pk>/<part>", methods=["GET"])
    @has_access
    def show(self, pk: str, part: str | None = None) -> Any:
        """The record page, or one part of it."""
        page = ApplicationPage(pk)
        return self.render_template("lianban/record.html", **page.context(part))

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """The official form; nothing typed is lost when it is refused."""
        outlet = db.session.get(Outlet, current_actor().outlet_id or 0)
        offer = Offer(CREATE, url_for("ApplicationView.add"))
        if request.method == "GET":
            channel = outlet.channels[0] if outlet and outlet.channels else None
            form = OfficialForm(known(), offer.answers, channel=channel, key=str(uuid4()))
            return self._form_page(form, display.named(outlet), offer)
        name = display.named(outlet)
        if request.form.get("intent") == "paste":
            row = paste(request.form)
            form = OfficialForm(known(), row.sent)
            form.refuse(Invalid(row.problems))
            return self._form_page(form, name, offer, notes=row.notes)
        form = OfficialForm(known(), request.form)
        if warned := to_warn_of(request.form, form.key):
            return self._form_page(form, name, offer, alike=warned), WrongState.status
        try:
            made = form.payload()
            created = create(current_actor(), made, key=form.key, sent=filling(CREATE))
        except Invalid as error:
            form.refuse(error)
            return self._form_page(form, name, offer), error.status
        if request.form.get("intent") == "submit":
            self._submit(created)
        else:
            flash(gettext("Saved as a draft."), "success")
        return redirect(url_for("ApplicationView.show", pk=created))

    def _submit(self, created: int) -> None:
        (result,) = perform("applications", "submit", [Ref(created)], current_actor(), {})
        if result.error:
            flash(str(result.error), "danger")
        else:
            flash(gettext("Submitted. Check it with the customer, then accept it."), "success")

    def _form_page(self, form: OfficialForm, window: Any, offer: Offer, **told: Any) -> str:
        page: str = self.render_template(
            "lianban/application_form.html",
            title=gettext("Application form for joint installation"),
            form=form,
            draft=offer.told(),
            sections=form.sections(),
            window=window,
            number=None,
            buttons=[
                {"name": "intent", "value": "draft", "label": gettext("Save draft")},
                {
                    "name": "intent",
                    "value": "submit",
                    "label": gettext("Submit"),
                    "primary": True,
                },
            ],
            back_url=url_for("ApplicationView.list"),
            **told,
        )
        return page
