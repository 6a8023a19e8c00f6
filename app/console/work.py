"""Lists of applications and tickets: what can be done to many rows at once stands above them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_appbuilder.actions import ActionItem

from app.access.actors import current_actor
from app.access.lights import LIGHT, LightFilter
from app.access.rules import Needed
from app.console import bulk, lights
from app.console.base import ScopedView
from app.extensions import db
from app.workflow.action import actions_of
from app.workflow.available import available_actions


def permits_of(noun: str, read: Needed) -> dict[str, Needed]:
    """Who may come in, and who may do each action of the noun."""
    declared: dict[str, Needed] = {one.verb: one.permission for one in actions_of(noun)}
    return {"can_list": read, "can_show": read, **declared}


class BulkAction(ActionItem):
    """A button above a list."""

    def __init__(self, verb: str, label: Any, func: Any, *, at_once: bool = False) -> None:
        super().__init__(verb, label, None, None, multiple=True, single=False, func=func)
        self.at_once = at_once
        """Whether one click does it to every row of the page that allows it."""


class WorkView(ScopedView):
    """Buttons, dialogs and bulk actions come from the one declaration of each action."""

    noun = ""
    singly: frozenset[str] = frozenset()
    """Verbs whose form belongs to one record, so that they make no sense for many."""
    include_route_methods = {"list", "show", "action_post"}
    offered_filters: Mapping[str, Sequence[type]] = {LIGHT: [LightFilter]}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for one in actions_of(self.noun):
            if one.verb not in self.singly:
                self.base_permissions.append(one.verb)
                self.actions[one.verb] = BulkAction(one.verb, one.label, self.action_post)

    def _get_list_widget(self, filters: Any, **asked: Any) -> dict[str, Any]:
        """The table, and the lights that it can be narrowed to."""
        widgets = super()._get_list_widget(filters, **asked)
        widgets["lights"] = lights.list_chips(self.datamodel, filters)
        return widgets

    def offered_actions(self, rows: Sequence[Any]) -> dict[str, ActionItem]:
        """Those that some row of the page allows."""
        offered = available_actions(db.session(), self.noun, rows, current_actor())
        at_once: dict[str, bool] = {}
        for one in (one for row in offered.values() for one in row if one.allowed):
            verb = one.action.verb
            at_once[verb] = at_once.get(verb, True) and one.action.at_once(one.setting)
        return {
            verb: BulkAction(verb, item.text, item.func, at_once=at_once[verb])
            for verb, item in self.actions.items()
            if verb in at_once
        }

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        """Do it to the rows that were ticked, or ask first what there is to ask."""
        ask = request.form.get("ask")
        verb = ask or request.form.get("action", "")
        return bulk.begin(self, self.noun, verb, ask=bool(ask))
