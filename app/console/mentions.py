"""Whom a comment may mention: what its box offers while one types."""

from typing import Any

from flask import jsonify
from flask_appbuilder import BaseView, expose

from app.access.rules import Needed
from app.console import display
from app.console.actions import offered_action
from app.foundation.initials import initials
from app.workflow.action import ACTIONS
from app.workflow.comments import VERB, able, called
from app.workflow.nouns import NOUNS


class MentionView(BaseView):
    """Asked once, when an @ is typed; what is chosen is sent as the action's own field."""

    route_base = "/mentions"
    default_view = "offered"
    permits: dict[str, Needed] = {
        "offered": tuple(ACTIONS[noun, VERB].permission for noun in NOUNS)
    }

    @expose("/<noun>/<int:pk>", methods=["GET"])
    def offered(self, noun: str, pk: int) -> Any:
        """`{"result": [{"id", "name", "letters", "hint"}]}`; NotFound for what can't be seen."""
        found = offered_action(noun, pk, VERB)
        if found.why_not:
            raise found.why_not
        people, places = able(found.setting), found.setting.directory.by_id
        answer = jsonify(
            result=[
                {
                    "id": str(one.user_id),
                    "name": name,
                    "letters": initials(name),
                    "hint": display.named(places.get(one.organisation_id or 0)),
                }
                for one, name in zip(people, called(people), strict=True)
            ]
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer
