"""Actions by REST: what can be done to a row, doing it, and doing it to many (DESIGN §4)."""

from collections.abc import Sequence
from typing import Any

from flask import Response, json
from flask_appbuilder.api import expose

from app.access.actors import current_actor
from app.access.problems import problem_of
from app.api import reading
from app.api.base import ScopedApi, answer
from app.catalog.kinds import form_schema
from app.extensions import db
from app.foundation.errors import Forbidden, Invalid, NotFound
from app.foundation.messages import say
from app.workflow.action import ACTIONS
from app.workflow.available import Availability, available_actions
from app.workflow.door import Ref, Result, perform

NO_INPUT = form_schema(())


class ActionApi(ScopedApi):
    """A noun with actions; `resource_name` is the noun's name at the door."""

    include_route_methods = {*ScopedApi.include_route_methods, "actions", "act", "act_on_many"}

    @expose("/<pk>/actions", methods=["GET"])
    def actions(self, pk: str) -> Response:
        """Every action of the noun: allowed with its input, or the reason why not."""
        row = self.found(pk)
        offered = available_actions(db.session(), self.resource_name, [row], current_actor())
        return answer({"result": [_told(one) for one in offered[row.id]]})

    @expose("/<pk>/actions/<verb>", methods=["POST"])
    def act(self, pk: str, verb: str) -> Response:
        """Do it; the row as it now is."""
        self._known(verb)
        ref = Ref(reading.row_id(pk), reading.expected_versions())
        key = reading.idempotency_key()
        data = reading.body(may_be_empty=True)
        (result,) = perform(self.resource_name, verb, [ref], current_actor(), data, key=key)
        if result.error:
            raise result.error
        return self.answer_after(result.id)

    @expose("/actions/<verb>", methods=["POST"])
    def act_on_many(self, verb: str) -> Response:
        """Do it to a set; one result per row, in the order given."""
        self._known(verb)
        given = reading.body()
        if errors := reading.misfits(reading.BULK_ASKED, given, "body"):
            raise Invalid(errors)
        refs = [Ref(int(one)) for one in dict.fromkeys(given["ids"])]
        results = perform(
            self.resource_name, verb, refs, current_actor(), given.get("input", {}),
            key=reading.idempotency_key(),
        )  # fmt: skip
        return answer({"result": self._each(results)})

    def answer_after(self, row_id: int, status: int = 200) -> Response:
        """The row as it now is, or the little that is told of one the actor sees no more."""
        row = self.datamodel.get(row_id)
        return self.answer_row(row, status) if row else answer(self._gone(row_id), status)

    def _known(self, verb: str) -> None:
        if (self.resource_name, verb) not in ACTIONS:
            raise NotFound(say("There is no action “%(verb)s” here.", verb=verb[:40]))

    def _each(self, results: Sequence[Result]) -> list[dict[str, Any]]:
        rows = self.datamodel.many([one.id for one in results if one.error is None])
        told: list[dict[str, Any]] = []
        for one in results:
            if one.error:
                refused = problem_of(one.error)
                told.append({"id": one.id, "status": one.error.status} | {
                    "error": json.loads(refused.get_data())
                })  # fmt: skip
            elif one.id in rows:
                told.append({"id": one.id, "status": 200, "result": self.row.dump(rows[one.id])})
            else:
                told.append(self._gone(one.id) | {"status": 200})
        return told

    def _gone(self, row_id: int) -> dict[str, Any]:
        """What is still told of a row that left the actor's sight by the actor's own act."""
        row = db.session.get(self.datamodel.obj, row_id)
        told = {"id": row.id, "number": row.number, "state": row.state}
        return {"id": row.id, "result": told}


def _told(one: Availability) -> dict[str, Any]:
    return {
        "verb": one.action.verb,
        "label": str(one.action.label),
        "allowed": one.allowed,
        "reason": str(one.why_not) if one.why_not else None,
        "input": NO_INPUT if _not_theirs(one) else form_schema(one.action.asked(one.setting)),
    }


def _not_theirs(one: Availability) -> bool:
    """The form itself can tell what belongs to others: it is shown to those who may fill it in."""
    return isinstance(one.why_not, Forbidden)
