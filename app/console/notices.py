"""Notices: what the office told the reader's organisation, and whether somebody has seen it."""

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import ActionItem
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.models.sqla.filters import FilterEqual
from flask_babel import gettext, lazy_gettext, ngettext
from markupsafe import Markup
from sqlalchemy import func, select

from app.access.actors import current_actor
from app.access.rules import NOTICE_READ, allowed
from app.access.scoped import ScopedInterface, visible
from app.console import display
from app.console.base import ScopedView
from app.console.naming import record_url
from app.console.searching import coded, one_of
from app.extensions import db
from app.foundation.errors import Malformed
from app.foundation.messages import Message, say
from app.foundation.numbers import whole
from app.journal.models import Notice
from app.journal.queries import TO_PERSON
from app.sla.states import Audience
from app.workflow.notices import mark_seen, sentence
from app.workflow.nouns import BY_KIND

MANY = 100
"""More than these the bell doesn't count."""
FRESH = 30
"""Seconds for which a browser needn't ask again."""
NOTICEABLE = 600
"""Seconds from which on it is said how late a warning was told."""
ALSO: Mapping[str, str] = {"meeting": "meetings", "meeting_action": "meetingactions"}
"""Kinds of records that no action of the door is about → what their pages are called."""
AUDIENCES: Mapping[str, Message] = {
    Audience.organisation: say("The organisation"),
    Audience.lead: say("Its lead"),
    Audience.coordinator: say("The coordinating office"),
}
ADDRESSEES: Mapping[str, Message] = {**AUDIENCES, TO_PERSON: say("One person")}
"""The same and whom no rule tells."""
YES_NO = {"y": True, "n": False}


class Seen(BaseFilter):
    """Those that somebody has seen, or nobody."""

    name = lazy_gettext("Seen")
    arg_name = "eq"
    reader = staticmethod(YES_NO.__getitem__)

    def apply(self, query: Any, value: bool) -> Any:  # noqa: FBT001  # the framework hands it over
        """Add the condition."""
        there = Notice.seen_at.is_not(None)
        return query.filter(there if value else ~there)


def _answers() -> list[tuple[str, str]]:
    return [("n", gettext("Not seen yet")), ("y", gettext("Seen"))]


class NoticeSearch(DynamicForm):
    """What notices are looked for by."""

    seen = one_of(lazy_gettext("Seen"), _answers)
    audience = one_of(lazy_gettext("To"), coded(ADDRESSEES))


def told(notice: Notice) -> Markup:
    """The sentence, leading to its record."""
    noun = BY_KIND.get(notice.subject_kind)
    name = noun.name if noun else ALSO.get(notice.subject_kind)
    words = str(sentence(notice))
    if name:
        words = display.link(record_url(name, notice.subject_id), words)
    lateness = late(notice.params.get("late_seconds", 0))
    more = Markup('<small class="lb-beneath">{}</small>').format(lateness) if lateness else ""
    return Markup("<span>{}{}</span>").format(words, more)


def late(seconds: int) -> str:
    """How late it was told, in words; nothing where that isn't worth a word."""
    if seconds < NOTICEABLE:
        return ""
    minutes = seconds // 60
    if minutes < 2 * display.HOUR:
        return str(ngettext("Told %(num)s minute late", "Told %(num)s minutes late", minutes))
    if minutes < 2 * display.DAY:
        hours = minutes // display.HOUR
        return str(ngettext("Told %(num)s hour late", "Told %(num)s hours late", hours))
    days = minutes // display.DAY
    return str(ngettext("Told %(num)s day late", "Told %(num)s days late", days))


def _seen(notice: Notice) -> Any:
    if notice.seen_at is None:
        return display.badge("notice", "unseen", say("Not seen yet"))
    return display.moment(notice.seen_at)


class NoticeView(ScopedView):
    """Newest first; what one person has seen, the organisation has seen."""

    datamodel = ScopedInterface(Notice)
    route_base = "/notices"
    include_route_methods = {"list", "action_post", "unseen"}
    permits = {"can_list": NOTICE_READ, "can_unseen": NOTICE_READ, "seen": NOTICE_READ}
    list_title = lazy_gettext("Notices")
    list_columns = ["created_at", "told", "audience", "seen"]
    order_columns = ["created_at"]
    label_columns = {
        "created_at": lazy_gettext("Told at"),
        "told": lazy_gettext("Notice"),
        "audience": lazy_gettext("To"),
        "seen": lazy_gettext("Seen"),
    }
    formatters_columns = {"created_at": display.moment, "audience": display.words(ADDRESSEES)}
    computed = {"told": told, "seen": _seen}
    search_form = NoticeSearch
    search_columns = ["audience"]
    asked_too = ("seen",)
    offered_filters = {"seen": [Seen], "audience": [FilterEqual]}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.base_permissions.append("seen")
        label = lazy_gettext("Mark as seen")
        self.actions["seen"] = ActionItem(
            "seen", label, None, "fa-check", multiple=True, single=False, func=self.action_post
        )

    @expose("/unseen", methods=["GET"])
    @has_access
    def unseen(self) -> Any:
        """How many nobody has seen yet, for the bell of every page: `{"count": "3"}`.

        Apart from the pages, so that none waits for it; the browser keeps it for half a minute.
        """
        mine = visible(Notice, current_actor())
        found = select(Notice.id).where(mine, Notice.seen_at.is_(None)).limit(MANY)
        count = db.session.scalar(select(func.count()).select_from(found.subquery()))
        answer = jsonify(count=f"{MANY - 1}+" if count >= MANY else str(count))
        answer.headers["Cache-Control"] = f"private, max-age={FRESH}"
        answer.vary.add("Cookie")
        return answer

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        """The rows that were ticked have been seen."""
        ids = [whole(one) for one in request.form.getlist("rowid")]
        if request.form.get("action") != "seen" or None in ids or len(ids) > MANY:
            raise Malformed(say("This is not a row."))
        actor = current_actor()
        count = mark_seen([one for one in ids if one], actor, visible(Notice, actor))
        seen = ngettext("%(num)s notice marked as seen.", "%(num)s notices marked as seen.", count)
        flash(seen, "success")
        return redirect(url_for("NoticeView.list"))


def reads_notices() -> bool:
    """Whether there is a bell for the reader."""
    return allowed(NOTICE_READ, current_actor())
