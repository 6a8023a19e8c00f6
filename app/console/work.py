"""Lists of applications, tickets, approvals: lights, one search box, work on many rows at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import jsonify, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import ActionItem
from flask_appbuilder.security.decorators import permission_name

from app.access.actors import current_actor
from app.access.finding import FIND, FindFilter
from app.access.lights import LIGHT, LightFilter, by_light
from app.access.paging import Page
from app.access.rules import Needed
from app.console import bulk, lights, whole_view
from app.console.base import TOTAL, ScopedView
from app.console.listing import Listing, bare_rows_of
from app.extensions import db
from app.foundation.errors import Malformed
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.workflow.action import actions_of
from app.workflow.available import available_actions


def permits_of(noun: str, read: Needed) -> dict[str, Needed]:
    """Who may come in, and who may do each action of the noun."""
    declared: dict[str, Needed] = {one.verb: one.permission for one in actions_of(noun)}
    return {"can_list": read, "can_show": read, **declared}


class WorkView(ScopedView):
    """Buttons, dialogs and bulk actions come from the one declaration of each action."""

    noun = ""
    singly: frozenset[str] = frozenset()
    """Verbs whose form belongs to one record, so that they make no sense for many."""
    include_route_methods = {"list", "show", "action_post", "offered"}
    exported = {"due_at": lights.PARTS}
    offered_filters: Mapping[str, Sequence[type]] = {LIGHT: [LightFilter], FIND: [FindFilter]}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for one in actions_of(self.noun):
            if one.verb not in self.singly:
                self.base_permissions.append(one.verb)
                self.actions[one.verb] = ActionItem(
                    one.verb,
                    one.label,
                    None,
                    None,
                    multiple=True,
                    single=False,
                    func=self.action_post,
                )

    def to_count(self, asked: Listing, page: Page) -> dict[Any, Any]:
        """The lights too, among the rows that the other filters leave."""
        counts = super().to_count(replace(asked, exact=False), page)
        rows = counts.get(TOTAL)
        if rows is None or any(one.column_name == LIGHT for one in asked.filters.filters):
            others = replace(asked, filters=asked.filters.without(LIGHT))
            rows = bare_rows_of(self, others)
        return counts | by_light(rows, self.datamodel.obj)

    def contents(self, asked: Listing, page: Page, counts: Mapping[Any, int]) -> dict[str, Any]:
        """The list, its lights, and whether all of its rows can be chosen at once."""
        told = super().contents(asked, page, counts)
        if told["bulk"]:
            told["bulk"]["whole"] = whole_view.offer(self, page, counts.get(TOTAL, 0))
        return told | {"lights": lights.list_chips(counts)}

    def bulk(self) -> dict[str, Any] | None:
        """The verbs of the actor's roles; which of them the ticked rows allow is asked later."""
        told = super().bulk()
        offered = url_for(f"{self.endpoint}.offered")
        return told and {**told, "offered": offered, "name": "ask"}

    @expose("/offered", methods=["GET"])
    @has_access
    @permission_name("list")
    def offered(self) -> Any:
        """What can be done to some of these rows, with how many allow it, as JSON."""
        rows = list(self.datamodel.many(self._asked_about()).values())
        offered = available_actions(db.session(), self.noun, rows, current_actor())
        counts: Counter[str] = Counter()
        for one in (one for row in offered.values() for one in row if one.allowed):
            counts[one.action.verb] += 1
        verbs = [one for one in actions_of(self.noun) if one.verb not in self.singly]
        return jsonify(
            result=[
                {
                    "verb": one.verb,
                    "label": str(one.label),
                    "count": counts[one.verb],
                }
                for one in verbs
                if counts[one.verb]
            ]
        )

    def _asked_about(self) -> Sequence[int]:
        """The rows that are named, or those of the whole list."""
        if "whole" in request.args:
            return whole_view.ids_of(self, request.args["whole"])
        ids = [whole(one) for one in request.args.get("ids", "").split(",")[: bulk.MOST + 1]]
        if len(ids) > bulk.MOST or None in ids:
            raise Malformed(say("This is not a row."))
        return [one for one in ids if one is not None]

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        """What could be done to the rows that were ticked, and what is asked before it is."""
        verb = request.form.get("ask") or request.form.get("action", "")
        return bulk.begin(self, self.noun, verb)
