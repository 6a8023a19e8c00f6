"""The calendars by which limits are counted: read by many, changed by two people."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.filters import FilterContains
from flask_babel import gettext, lazy_gettext
from wtforms import StringField

from app.access.actors import current_actor
from app.access.filtering import CalendarsInForce
from app.access.scoped import ScopedInterface
from app.console import display
from app.console.calendar_dialogs import CalendarDialogs, waiting
from app.console.calendar_editing import DayEditing, FillEditing, UploadEditing
from app.console.calendar_forms import NOTE
from app.console.calendar_page import STATUSES
from app.console.calendar_record import CalendarRecord
from app.extensions import db
from app.foundation.errors import NotFound
from app.foundation.labels import text
from app.foundation.permissions import Permission as P
from app.sla.models import CalendarVersion
from app.workflow.calendars import proposals
from app.workflow.calendars.confirm import confirm
from app.workflow.calendars.reject import reject

EDITS = ("day", "fill", "upload", "confirm", "reject")


def _years(version: CalendarVersion) -> str:
    years = [one["year"] for one in version.document["years"]]
    return f"{min(years)}–{max(years)}"


def _projected(version: CalendarVersion) -> str:
    projected = [one["year"] for one in version.document["years"] if one["status"] == "projected"]
    return ", ".join(map(str, projected))


class CalendarSearch(DynamicForm):
    """What calendars are looked for by."""

    calendar = StringField(lazy_gettext("Code"))


class CalendarView(CalendarDialogs):
    """The list, a page by year, and the dialogs that prepare, confirm and turn down a change."""

    datamodel = ScopedInterface(CalendarVersion)
    route_base = "/calendars"
    permits = {
        "can_list": P.calendar_read,
        "can_show": P.calendar_read,
        "current": P.calendar_read,
        **dict.fromkeys(EDITS, P.calendar_edit),
    }
    include_route_methods = {"list", "show", "current", *EDITS}
    list_title = lazy_gettext("Calendars")
    list_columns = ["label", "calendar", "revision", "years", "projected", "published_at"]
    order_columns = ["calendar", "published_at"]
    base_order = ("calendar", "asc")
    label_columns = {
        "label": lazy_gettext("Calendar"),
        "calendar": lazy_gettext("Code"),
        "revision": lazy_gettext("Revision"),
        "years": lazy_gettext("Years"),
        "projected": STATUSES["projected"],
        "published_at": lazy_gettext("Published at"),
    }
    formatters_columns = {"published_at": display.moment}
    computed = {
        "label": lambda one: text(one.document["label"]),
        "years": _years,
        "projected": _projected,
    }
    search_form = CalendarSearch
    search_columns = ["calendar"]
    offered_filters = {"calendar": [FilterContains]}
    base_filters = [["id", CalendarsInForce, None]]

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """One revision, a year at a time: the present one, or `?year=`."""
        record = CalendarRecord(db.session(), self.row(pk), current_actor())
        return self.render_template("lianban/calendar.html", **record.page(request.args))

    @expose("/current/<code>", methods=["GET"])
    def current(self, code: str) -> Any:
        """The revision in force, whichever it is."""
        version = proposals.in_force(db.session(), code)
        return redirect(url_for("CalendarView.show", pk=version.id))

    @expose("/day/<pk>/<day>", methods=["GET", "POST"])
    def day(self, pk: str, day: str) -> Any:
        """How one day is arranged."""
        return DayEditing(self, self.row(pk), _day(day)).answer()

    @expose("/fill/<pk>", methods=["GET", "POST"])
    def fill(self, pk: str) -> Any:
        """A year as the library of holidays knows it."""
        return FillEditing(self, self.row(pk)).answer()

    @expose("/upload/<pk>", methods=["GET", "POST"])
    def upload(self, pk: str) -> Any:
        """A calendar, or a year of it, from a file."""
        return UploadEditing(self, self.row(pk)).answer()

    @expose("/confirm/<pk>", methods=["GET", "POST"])
    def confirm(self, pk: str) -> Any:
        """Bring a waiting change into force."""
        dialog = {
            "title": gettext("Confirm the change"),
            "label": gettext("Confirm the change"),
            "description": gettext("From now on limits are counted by it; open ones follow."),
        }

        def decide(one: int, seen: int, _entered: Mapping[str, Any]) -> None:
            confirm(one, seen, current_actor())

        return self.decide_by(pk, dialog, (), decide)

    @expose("/reject/<pk>", methods=["GET", "POST"])
    def reject(self, pk: str) -> Any:
        """Turn a waiting change down, or take one's own back."""
        proposal = waiting(pk)
        own = proposal.prepared_by_id == current_actor().user_id
        label = gettext("Take back") if own else gettext("Turn down")
        dialog = {"title": label, "label": label, "danger": True}

        def decide(one: int, seen: int, entered: Mapping[str, Any]) -> None:
            reject(one, seen, current_actor(), reason=entered["note"])

        return self.decide_by(pk, dialog, (NOTE,), decide)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise NotFound from error
