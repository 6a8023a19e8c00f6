"""Approvals: the list and the record page."""

from typing import Any

from flask import request
from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.filters import FilterContains
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from wtforms import StringField

from app.access.actors import current_actor
from app.access.rules import APPROVAL_READ
from app.access.scoped import ScopedInterface
from app.approvals.models import Approval, ApprovalPackage
from app.approvals.states import STATE_LABELS
from app.catalog.states import LANE_LABELS
from app.console import display, lights, packages
from app.console.actions import offered_action
from app.console.approval_page import ApprovalPage
from app.console.forms import CatalogueForm
from app.console.lookups import TownshipLookup, rows_of
from app.console.naming import kind_name, kinds, where
from app.console.searching import coded, one_of
from app.console.work import WorkView, permits_of
from app.foundation.permissions import Permission
from app.people.models import Organisation


class ApprovalSearch(DynamicForm):
    """What approvals are looked for by."""

    number = StringField(lazy_gettext("Number"))
    enterprise = StringField(lazy_gettext("Enterprise"))
    kind = one_of(lazy_gettext("Kind"), kinds)
    state = one_of(lazy_gettext("State"), coded(STATE_LABELS))
    lane = one_of(lazy_gettext("Lane"), coded(LANE_LABELS))
    utility_id = StringField(lazy_gettext("Utility"))
    organisation_id = StringField(lazy_gettext("Department"))
    township = StringField(lazy_gettext("Township"))


def _kind(one: Approval) -> Markup:
    """How often it was asked for, who asked, and for those who don't decide it themselves, whom."""
    name = kind_name(one.kind)
    if one.round > 1:
        name = gettext("%(kind)s, round %(number)s", kind=name, number=one.round)
    names = [display.named(one.utility)]
    if one.organisation_id != current_actor().organisation_id:
        names.append(display.named(one.organisation))
    return display.beneath(name, " → ".join(names))


class ApprovalView(WorkView):
    """What departments decide: each its own, a utility what it asked for."""

    datamodel = ScopedInterface(
        Approval,
        load=(
            joinedload(Approval.organisation),
            joinedload(Approval.utility),
            joinedload(Approval.decided_by),
            joinedload(Approval.package).joinedload(ApprovalPackage.requested_by),
        ),
    )
    noun = "approvals"
    singly = frozenset({"request_supplement", "supplement"})
    route_base = "/approvals"
    include_route_methods = {*WorkView.include_route_methods, "lane"}
    permits = {
        **permits_of("approvals", APPROVAL_READ),
        "lane": Permission.ticket_request_approvals,
    }
    list_title = lazy_gettext("Approvals")
    list_columns = ["number", "kind", "enterprise", "road", "lane", "state", "due_at"]
    order_columns = ["number", "enterprise", "due_at"]
    label_columns = {
        "number": lazy_gettext("Number"),
        "kind": lazy_gettext("Kind"),
        "enterprise": lazy_gettext("Enterprise"),
        "road": lazy_gettext("Road"),
        "lane": lazy_gettext("Lane"),
        "state": lazy_gettext("State"),
        "due_at": lazy_gettext("Time limit"),
    }
    computed = {
        "kind": _kind,
        "enterprise": where,
        "road": lambda one: one.package.road or "",
        "due_at": lights.limit,
    }
    formatters_columns = {
        "lane": display.badges("lane", LANE_LABELS),
        "state": display.badges("approval", STATE_LABELS),
    }
    search_form = ApprovalSearch
    search_columns = [
        "state",
        "kind",
        "utility_id",
        "lane",
        "organisation_id",
        "township",
        "number",
        "enterprise",
    ]
    offered_filters = {
        "number": [FilterContains],
        "enterprise": [FilterContains],
        "utility_id": [rows_of(Organisation)],
        "organisation_id": [rows_of(Organisation)],
        "township": [TownshipLookup],
        **WorkView.offered_filters,
    }

    @expose("/show/<pk>", methods=["GET"])
    @expose("/show/<pk>/<part>", methods=["GET"])
    @has_access
    def show(self, pk: str, part: str | None = None) -> Any:
        """The approval with its package, its time limits and its history; or its files."""
        page = ApprovalPage(pk)
        return self.render_template("lianban/approval.html", **page.context(part))

    @expose("/lane/<int:ticket>", methods=["GET"])
    def lane(self, ticket: int) -> Any:
        """The lane of what is typed in the dialog of this ticket; changes nothing."""
        offered = offered_action("tickets", ticket, packages.VERB)
        if offered.why_not:
            raise offered.why_not
        form = CatalogueForm(offered.action.fields(offered.setting), request.args)
        shown = packages.preview(offered, form)
        return self.render_template("lianban/lane.html", title="", preview=shown)
