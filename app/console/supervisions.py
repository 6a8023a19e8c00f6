"""Supervisions 督办: what the office demanded, by when a reply is due, and what was replied."""

from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.models.sqla.filters import FilterContains
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from wtforms import StringField

from app.access.rules import TICKET_READ
from app.access.scoped import ScopedInterface
from app.console import display
from app.console.base import ScopedView
from app.console.lookups import rows_of
from app.console.naming import record_url
from app.console.searching import coded, one_of
from app.foundation import clock
from app.people.models import Organisation
from app.sla.models import SupervisionItem
from app.sla.queries import standing_is
from app.sla.rules.supervision import standing
from app.sla.states import STANDING_LABELS, Standing


class StandingIs(BaseFilter):
    """How it stands now: the column only says when it was answered."""

    name = lazy_gettext("Equal to")
    arg_name = "eq"
    reader = staticmethod(Standing)

    def apply(self, query: Any, value: Standing) -> Any:
        """By the instants."""
        return query.filter(standing_is(value, clock.now()))


class SupervisionSearch(DynamicForm):
    """What supervisions are looked for by."""

    number = StringField(lazy_gettext("Number"))
    standing = one_of(lazy_gettext("State"), coded(STANDING_LABELS))
    organisation_id = StringField(lazy_gettext("Handling organisation"))


def _number(item: SupervisionItem) -> Markup:
    return display.link(record_url("tickets", item.subject_id), item.number)


def _demand(item: SupervisionItem) -> Markup:
    return display.beneath(item.demand, display.moment(item.opened_at))


def _standing(item: SupervisionItem) -> Markup:
    code = standing(item.reply_due_at, item.replied_at, clock.now())
    return display.badge("supervision", code, STANDING_LABELS[code])


def _reply(item: SupervisionItem) -> Markup:
    return display.beneath(item.reply or "", display.moment(item.replied_at))


class SupervisionView(ScopedView):
    """A utility sees its own, the office all; opened and answered on the ticket."""

    datamodel = ScopedInterface(SupervisionItem, load=(joinedload(SupervisionItem.organisation),))
    route_base = "/supervisions"
    include_route_methods = {"list"}
    permits = {"can_list": TICKET_READ}
    list_title = lazy_gettext("Supervisions")
    list_columns = [
        "number",
        "organisation",
        "demand",
        "reply_due_at",
        "standing",
        "reply",
    ]
    order_columns = ["number", "reply_due_at"]
    label_columns = {
        "number": lazy_gettext("Number"),
        "organisation": lazy_gettext("Handling organisation"),
        "demand": lazy_gettext("Demand"),
        "reply_due_at": lazy_gettext("Reply due"),
        "standing": lazy_gettext("State"),
        "reply": lazy_gettext("Reply"),
    }
    formatters_columns = {
        "organisation": display.named,
        "reply_due_at": display.moment,
    }
    computed = {"number": _number, "demand": _demand, "standing": _standing, "reply": _reply}
    search_form = SupervisionSearch
    search_columns = ["number", "organisation_id"]
    asked_too = ("standing",)
    offered_filters = {
        "number": [FilterContains],
        "standing": [StandingIs],
        "organisation_id": [rows_of(Organisation)],
    }
