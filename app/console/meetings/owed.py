"""What was agreed at meetings: whose it is, by when, and what came of it."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.models.sqla.filters import FilterContains
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from wtforms import StringField

from app.access.actors import current_actor
from app.access.agenda import SeenCases
from app.access.scoped import ScopedInterface, visible
from app.console import display
from app.console.dialogs import Dialogs
from app.console.lookups import rows_of
from app.console.meetings.page import action_buttons, action_row, case_url, history
from app.console.searching import coded, one_of
from app.extensions import db
from app.foundation import clock
from app.foundation.permissions import Permission as P
from app.meetings.models import Meeting, MeetingAction
from app.meetings.queries import due_is
from app.meetings.rules import due
from app.meetings.states import DUE_LABELS, Due
from app.people.models import Organisation
from app.workflow.meetings.acting import FIELDS, VERBS
from app.workflow.meetings.keeping import ACTION_VERBS, action_refusals


class DueIs(BaseFilter):
    """How it stands today: the column only says whether it is open."""

    name = lazy_gettext("Equal to")
    arg_name = "eq"
    reader = staticmethod(Due)

    def apply(self, query: Any, value: Due) -> Any:
        """By the day."""
        return query.filter(due_is(value, clock.today()))


class ActionSearch(DynamicForm):
    """What actions are looked for by."""

    text = StringField(lazy_gettext("To do"))
    standing = one_of(lazy_gettext("State"), coded(DUE_LABELS))
    organisation_id = StringField(lazy_gettext("Owner"))


def _owner(one: MeetingAction) -> Markup:
    return display.beneath(display.named(one.organisation), one.person or "")


def _standing(one: MeetingAction) -> Markup:
    code = due(one.state, one.due_on, clock.today())
    return display.badge("meeting_action", code, DUE_LABELS[code])


def _cases(rows: Sequence[MeetingAction]) -> Sequence[Any]:
    """The numbers of the cases that the reader sees."""
    seen = SeenCases(db.session(), rows, current_actor())
    return [
        display.link(case_url(one) or "", one.number) if one.number and one in seen else ""
        for one in rows
    ]


class MeetingActionView(Dialogs):
    """An organisation's own, and all for the office; reported as done by those who owe them."""

    datamodel = ScopedInterface(
        MeetingAction,
        load=(joinedload(MeetingAction.organisation), joinedload(MeetingAction.meeting)),
    )
    route_base = "/meetingactions"
    include_route_methods = {"list", "show", *VERBS}
    permits = {
        "can_list": P.meeting_read,
        "can_show": P.meeting_read,
        "complete": P.meeting_action_complete,
        "reopen": P.meeting_edit,
        "cancel": P.meeting_edit,
    }
    list_title = lazy_gettext("Agreed at meetings")
    list_columns = ["text", "owner", "due_on", "standing", "case", "number", "result"]
    order_columns = ["due_on"]
    base_order = ("due_on", "asc")
    label_columns = {
        "text": lazy_gettext("To do"),
        "owner": lazy_gettext("Owner"),
        "due_on": lazy_gettext("Due"),
        "standing": lazy_gettext("State"),
        "case": lazy_gettext("Case concerned"),
        "number": lazy_gettext("Meeting"),
        "result": lazy_gettext("Result"),
    }
    computed = {
        "owner": _owner,
        "standing": _standing,
        "number": lambda one: one.meeting.number,
        "due_on": lambda one: f"{one.due_on:%Y-%m-%d}",
    }
    looked_up = {"case": _cases}
    search_form = ActionSearch
    search_columns = ["text", "organisation_id"]
    asked_too = ("standing",)
    offered_filters = {
        "text": [FilterContains],
        "standing": [DueIs],
        "organisation_id": [rows_of(Organisation)],
    }

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """One action, and what was done about it."""
        one, actor = self.row(pk), current_actor()
        seen = one in SeenCases(db.session(), [one], actor)
        return self.render_template(
            "lianban/meeting_action.html",
            title=one.text,
            row=action_row(one, seen=seen),
            facts=_facts(one, seen=seen),
            buttons=action_buttons(one, actor),
            version=one.version,
            history=history(db.session(), [one]),
            back_url=url_for(".list"),
        )

    @expose("/complete/<pk>", methods=["GET", "POST"])
    def complete(self, pk: str) -> Any:
        """What came of it."""
        return self._verb("complete", pk)

    @expose("/reopen/<pk>", methods=["GET", "POST"])
    def reopen(self, pk: str) -> Any:
        """It wasn't done after all."""
        return self._verb("reopen", pk)

    @expose("/cancel/<pk>", methods=["GET", "POST"])
    def cancel(self, pk: str) -> Any:
        """Nobody owes it any more."""
        return self._verb("cancel", pk)

    def _verb(self, verb: str, pk: str) -> Any:
        one = self.row(pk)
        refused = action_refusals(one, current_actor())[verb]
        label, url = str(ACTION_VERBS[verb]), url_for(".show", pk=pk)
        danger = verb == "cancel"
        return self.ask(one, FIELDS[verb], VERBS[verb], label, url, danger=danger, refused=refused)


def _facts(one: MeetingAction, *, seen: bool) -> list[dict[str, Any]]:
    facts = {
        gettext("Owner"): display.named(one.organisation),
        gettext("Responsible"): one.person,
        gettext("Due"): f"{one.due_on:%Y-%m-%d}",
        gettext("Meeting"): _meeting(one),
        gettext("Case concerned"): display.link(case_url(one) or "", one.number)
        if seen and one.number
        else "",
        gettext("Result"): one.result,
        gettext("Done at"): display.moment(one.done_at),
    }
    return [{"label": label, "value": value} for label, value in facts.items() if value]


def _meeting(one: MeetingAction) -> Any:
    """A link for who takes part; a number for who only owes something."""
    query = db.session.query(Meeting.id).filter(
        Meeting.id == one.meeting_id, visible(Meeting, current_actor())
    )
    if query.first() is None:
        return one.meeting.number
    return display.link(url_for("MeetingView.show", pk=one.meeting_id), one.meeting.number)
