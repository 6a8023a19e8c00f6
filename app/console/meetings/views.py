"""Meetings: the list, a meeting with its minutes, and the forms of the office."""

from collections.abc import Sequence
from dataclasses import replace
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
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from wtforms import DateField, StringField

from app.access.actors import current_actor
from app.access.scoped import ScopedInterface, visible
from app.console import display
from app.console.dialogs import Dialogs
from app.console.meetings.form import KEY, HoldForm, PlanForm, stored_plan
from app.console.meetings.page import MeetingPage
from app.console.searching import coded, one_of
from app.console.sending import version_sent
from app.extensions import db
from app.foundation.errors import DomainError, Forbidden, Invalid, NotFound
from app.foundation.permissions import Permission as P
from app.meetings.models import Meeting, MeetingAction, MeetingParticipant
from app.meetings.states import KIND_LABELS, STATE_LABELS, ActionState
from app.workflow.meetings import acting, holding, planning
from app.workflow.meetings.asked import REASON, Asked
from app.workflow.meetings.keeping import MEETING_VERBS, meeting_refusals, permit

EDITS = ("rearrange", "hold", "cancel", "agree")
REPEATS = ("more", "propose")
"""Buttons that only make the form longer."""


class MeetingSearch(DynamicForm):
    """What meetings are looked for by."""

    title = StringField(lazy_gettext("Title"))
    kind = one_of(lazy_gettext("Kind"), coded(KIND_LABELS))
    state = one_of(lazy_gettext("State"), coded(STATE_LABELS))
    starts_at = DateField(lazy_gettext("Begins"))


def _title(one: Meeting) -> Any:
    return display.beneath(one.title, str(KIND_LABELS[one.kind]))


def _open(rows: Sequence[Meeting]) -> Sequence[str]:
    """How many actions of each are open, of those the reader sees."""
    query = select(MeetingAction.meeting_id, func.count()).where(
        MeetingAction.meeting_id.in_([one.id for one in rows]),
        MeetingAction.state == ActionState.open,
        visible(MeetingAction, current_actor()),
    )
    counts = dict(db.session.execute(query.group_by(MeetingAction.meeting_id)).all())
    return [str(counts.get(one.id, 0)) for one in rows]


class MeetingView(Dialogs):
    """The office plans and keeps them; participants read theirs."""

    datamodel = ScopedInterface(
        Meeting,
        load=(
            selectinload(Meeting.participants).joinedload(MeetingParticipant.organisation),
            selectinload(Meeting.items),
            joinedload(Meeting.organisation),
        ),
    )
    route_base = "/meetings"
    include_route_methods = {"list", "show", "add", "minutes", *EDITS}
    permits = {
        "can_list": P.meeting_read,
        "can_show": P.meeting_read,
        "minutes": P.meeting_read,
        "can_add": P.meeting_edit,
        **dict.fromkeys(EDITS, P.meeting_edit),
    }
    list_title = lazy_gettext("Meetings")
    list_columns = ["number", "title", "starts_at", "place", "state", "open"]
    order_columns = ["number", "starts_at"]
    base_order = ("starts_at", "desc")
    label_columns = {
        "number": lazy_gettext("Number"),
        "title": lazy_gettext("Title"),
        "starts_at": lazy_gettext("Begins"),
        "place": lazy_gettext("Place"),
        "state": lazy_gettext("State"),
        "open": lazy_gettext("Open actions"),
    }
    formatters_columns = {
        "starts_at": display.moment,
        "state": display.badges("meeting", STATE_LABELS),
    }
    computed = {"title": _title}
    looked_up = {"open": _open}
    search_form = MeetingSearch
    search_columns = ["title", "kind", "state", "starts_at"]
    offered_filters = {
        "title": [FilterContains],
        "kind": [FilterEqual],
        "state": [FilterEqual],
        "starts_at": [FilterGreater, FilterSmaller],
    }

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """Agenda, minutes and what was agreed."""
        page = MeetingPage(db.session(), self.row(pk), current_actor())
        return self.render_template("lianban/meeting.html", **page.context())

    @expose("/minutes/<pk>", methods=["GET"])
    def minutes(self, pk: str) -> Any:
        """The minutes as a sheet of A4 to print."""
        page = MeetingPage(db.session(), self.row(pk), current_actor())
        return self.render_template("lianban/meeting_minutes.html", **page.context())

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """A new meeting; `?propose=1` begins with the agenda that is proposed."""
        actor, sent = current_actor(), request.form or None
        permit(actor)
        propose = "propose" in request.values
        form = PlanForm(db.session(), actor, {"kind": "joint"}, sent, propose=propose)
        key = request.form.get(KEY) or str(uuid4())
        form.form.add_hidden(KEY, key, None)
        title = gettext("New meeting")
        if sent is None or _repeats():
            return self._plan_page(form, title, url_for(".list"))
        if data := form.data():
            try:
                made = planning.plan(data, actor, key=key)
            except Invalid as error:
                form.refuse(error.errors)
            else:
                flash(gettext("Planned; those who take part are told."), "success")
                return redirect(url_for(".show", pk=made))
        return self._plan_page(form, title, url_for(".list")), Invalid.status

    @expose("/edit/<pk>", methods=["GET", "POST"])
    def rearrange(self, pk: str) -> Any:
        """Change what is planned, as it was read."""
        actor, sent, meeting = current_actor(), request.form or None, self.row(pk)
        row_id, title, url = meeting.id, meeting.title, url_for(".show", pk=pk)
        stored, version = stored_plan(meeting), meeting.version
        propose = "propose" in request.values
        form = PlanForm(db.session(), actor, stored, sent, propose=propose)
        if sent is None:
            _allowed(meeting, "edit")
            return self._plan_page(form, title, url, version)
        seen = version_sent()
        if _repeats():
            return self._plan_page(form, title, url, seen)
        status = Invalid.status
        if data := form.data():
            try:
                planning.edit(row_id, [seen], data, actor)
            except (Forbidden, NotFound):
                raise
            except DomainError as error:
                form.refuse(error.errors or {"": [str(error)]})
                status = error.status
            else:
                return redirect(url)
        return self._plan_page(form, title, url, seen), status

    @expose("/hold/<pk>", methods=["GET", "POST"])
    def hold(self, pk: str) -> Any:
        """Minutes, attendance, conclusions, and what was agreed."""
        sent, meeting = request.form or None, self.row(pk)
        row_id, version, url = meeting.id, meeting.version, url_for(".show", pk=pk)
        form = HoldForm(db.session(), meeting, sent)
        if sent is None:
            _allowed(meeting, "hold")
            return self._hold_page(form, version)
        seen = version_sent()
        if _repeats():
            return self._hold_page(form, seen)
        status = Invalid.status
        if data := form.data():
            try:
                holding.hold(row_id, [seen], data, current_actor())
            except (Forbidden, NotFound):
                raise
            except DomainError as error:
                form.refuse(error.errors or {"": [str(error)]})
                status = error.status
            else:
                flash(gettext("The minutes are kept."), "success")
                return redirect(url)
        form.meeting = self.row(pk)
        return self._hold_page(form, seen), status

    @expose("/cancel/<pk>", methods=["GET", "POST"])
    def cancel(self, pk: str) -> Any:
        """Call it off."""
        meeting = self.row(pk)
        refused = meeting_refusals(meeting, current_actor())["cancel"]
        return self.ask(
            meeting, REASON, planning.cancel, str(MEETING_VERBS["cancel"]),
            url_for(".show", pk=pk), danger=True, refused=refused,
        )  # fmt: skip

    @expose("/agree/<pk>", methods=["GET", "POST"])
    def agree(self, pk: str) -> Any:
        """One more action, whenever it is agreed."""
        meeting, label = self.row(pk), str(MEETING_VERBS["add_action"])
        refused = meeting_refusals(meeting, current_actor())["add_action"]
        # Nobody owes something by being the first of a list.
        asked = Asked(db.session()).action
        fields = [replace(one, required=one.id != "organisation" and one.required) for one in asked]
        url = url_for(".show", pk=pk)
        return self.ask(meeting, fields, acting.add, label, url, refused=refused)

    # ------------------------------------------------------------ pages
    def _plan_page(
        self, form: PlanForm, title: str, back_url: str, version: int | None = None
    ) -> str:
        page: str = self.render_template(
            "lianban/meeting_form.html", title=title, form=form.form, rows=form.table.rows,
            form_action=request.path, version=version, back_url=back_url,
        )  # fmt: skip
        return page

    def _hold_page(self, form: HoldForm, version: int) -> str:
        page: str = self.render_template(
            "lianban/meeting_hold.html",
            title=gettext("Minutes · %(meeting)s", meeting=form.meeting.title),
            meeting=form.meeting,
            form=form.form,
            people=[display.named(one.organisation) for one in form.meeting.participants],
            rows=form.actions.rows,
            form_action=request.path,
            version=version,
            back_url=url_for(".show", pk=form.meeting.id),
        )
        return page


def _repeats() -> bool:
    """Whether the form was sent only to be made longer."""
    return any(one in request.form for one in REPEATS)


def _allowed(meeting: Meeting, verb: str) -> None:
    if error := meeting_refusals(meeting, current_actor())[verb]:
        raise error
