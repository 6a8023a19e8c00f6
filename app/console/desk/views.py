"""The page, and its counts for the script that keeps them fresh."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import jsonify, request, url_for
from flask_appbuilder import IndexView, expose, has_access
from flask_babel import gettext

from app.access.actors import current_actor
from app.access.paging import page_of
from app.access.rules import Needed, Open
from app.console import table
from app.console.desk import beside
from app.console.desk.queues import Group, Queue, counts_of, groups_of, opened, told
from app.console.desk.visits import remember, visit
from app.console.listing import filters_of
from app.foundation.messages import one_reader
from app.foundation.permissions import Permission

ROWS = 10


class HomeView(IndexView):
    """What waits for whoever signs in."""

    permits: dict[str, Needed] = {"can_counts": Open.signed_in}

    @expose("/")
    def index(self) -> Any:
        """The queues of the actor's roles, one of them open; notices, surveys, changes."""
        self.update_redirect()
        here = visit()
        actor = current_actor()
        groups = groups_of(actor)
        counts = counts_of(groups)
        queue = opened(groups, counts, request.args.get("queue", ""))
        may_enter = actor.may(Permission.application_create)
        with one_reader():
            page = self.render_template(
                "lianban/desk.html",
                title=gettext("Welcome, %(name)s", name=actor.name),
                create_url=url_for("ApplicationView.add") if may_enter else None,
                groups=[_tabs(group, told(counts), queue) for group in groups],
                queue=_rows(queue) if queue else None,
                reviews=beside.reviews(),
                notices=beside.notices(),
                surveys=beside.surveys(),
                changes=beside.changes(here.since),
            )
        remember(here)
        return page

    @expose("/desk/counts")
    @has_access
    def counts(self) -> Any:
        """`{"result": {code: "12"}}`, 304 where nothing changed."""
        answer = jsonify(result=told(counts_of(groups_of(current_actor()))))
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.add_etag()
        return answer.make_conditional(request)


def _tabs(group: Group, counts: Mapping[str, str], current: Queue | None) -> dict[str, Any]:
    return {"label": group.label, "tabs": [_tab(one, counts, current) for one in group.queues]}


def _tab(queue: Queue, counts: Mapping[str, str], current: Queue | None) -> dict[str, Any]:
    count = counts[queue.code]
    return {
        "code": queue.code,
        "label": queue.label,
        "typed": queue.typed,
        "count": count,
        "tone": queue.tone if count != "0" else "neutral",
        "url": url_for("HomeView.index", queue=queue.code),
        "current": queue is current,
    }


def _rows(queue: Queue) -> dict[str, Any]:
    """The beginning of its list."""
    view, asked = queue.view, queue.listing
    page = page_of(view.datamodel, filters_of(view, asked), asked.order, None, ROWS)
    heads: Sequence[str] = [str(label) for label in asked.columns.values()]
    return {
        "label": queue.label,
        "typed": queue.typed,
        "list_title": str(view.list_title),
        "url": queue.url,
        "heads": heads,
        "lines": table.lines(view, asked, page.rows),
        "more": page.next is not None,
    }
