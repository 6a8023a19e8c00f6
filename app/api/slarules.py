"""Rules of time limits by REST: drafted, tried, their effect foreseen, published (DESIGN §3)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from apispec import APISpec
from flask import Response, url_for
from flask_appbuilder.api import expose
from jsonschema import Draft202012Validator
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.rules import Needed
from app.access.scoped import ScopedInterface
from app.api import reading, slarule_paths
from app.api.base import ScopedApi, answer
from app.api.rows import instant
from app.api.slarule_shapes import CHANGE, SlaRuleRow, of_rule, told_plan
from app.catalog.kinds import clean_form, form_schema
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.foundation.messages import say
from app.foundation.permissions import Permission as P
from app.people.models import Organisation
from app.sla.models import SlaRule
from app.sla.queries import limits
from app.sla.rules.calendar import CalendarError
from app.sla.states import Basis, Migration, Node
from app.workflow.bundle.limits import RULE
from app.workflow.slarules.editing import create, edit, permit
from app.workflow.slarules.plan import Effect, Plan
from app.workflow.slarules.publishing import publish, retire, what_if
from app.workflow.slarules.standing import LABELS, publication_fields, refusals
from app.workflow.slarules.trial import Trial, tried

CREATED = Draft202012Validator(RULE)
CHANGED = Draft202012Validator(CHANGE)
TRIED = Draft202012Validator(slarule_paths.TRIAL)
YEARS = range(1000, 9000)
"""What the time zones of the world can't push out of the calendar of Python."""
PAGE = 100
"""Clocks of a what-if in one answer."""


class SlaRuleApi(ScopedApi):
    """Read by all who keep limits; drafted and published by the coordinating office."""

    resource_name = "slarules"
    datamodel = ScopedInterface(SlaRule)
    row = SlaRuleRow()
    include_route_methods = {
        *ScopedApi.include_route_methods,
        *("post", "put", "offer", "carry_out", "foresee", "test"),
    }
    permits: dict[str, Needed] = {
        **dict.fromkeys((*ScopedApi.include_route_methods, "offer", "test"), P.slarule_read),
        **dict.fromkeys(("post", "put", "carry_out", "foresee"), P.slarule_edit),
    }
    search_columns = ["code", "node", "basis", "service", "active"]
    order_columns = ["id", "code", "node", "sort"]
    base_order = ("sort", "asc")

    @expose("/", methods=["POST"])
    def post(self) -> Response:
        """Enter a draft; nothing is limited by it until it is published."""
        document = _fitting(CREATED, reading.body())
        made = create(document, current_actor())
        response = self.answer_row(self.datamodel.get(made), 201)
        response.location = url_for(".get", pk=made)
        return response

    @expose("/<int:pk>", methods=["PUT"])
    def put(self, pk: int) -> Response:
        """Change the draft as a whole; what is published stays."""
        row_id, seen = reading.row_id(str(pk)), reading.expected_versions()
        edit(row_id, seen, _fitting(CHANGED, reading.body()), current_actor())
        return self.answer_row(self.found(str(pk)))

    @expose("/<pk>/actions", methods=["GET"])
    def offer(self, pk: str) -> Response:
        """Publish and retire: allowed with its input, or the reason why not."""
        why_not = refusals(of_rule(self.found(pk)), current_actor())
        return answer({"result": [
            {
                "verb": verb,
                "label": str(LABELS[verb]),
                "allowed": error is None,
                "reason": str(error) if error else None,
                "input": form_schema(publication_fields() if verb == "publish" else ()),
            }
            for verb, error in why_not.items()
        ]})  # fmt: skip

    @expose("/<pk>/actions/<verb>", methods=["POST"])
    def carry_out(self, pk: str, verb: str) -> Response:
        """Do it; the rule as it now is, and what became of open clocks."""
        if verb not in LABELS:
            raise NotFound(say("There is no action “%(verb)s” here.", verb=verb[:40]))
        row_id, seen = reading.row_id(pk), reading.expected_versions()
        asked = publication_fields() if verb == "publish" else ()
        data = clean_form(asked, reading.body(may_be_empty=True))
        if verb == "retire":
            retire(row_id, seen, current_actor())
            return self.answer_row(self.found(pk))
        plan = publish(row_id, seen, *_publication(data), current_actor())
        row = self.found(pk)
        done = answer({"id": row.id, "result": self.row.dump(row), "plan": _told(plan, {})})
        done.set_etag(str(row.version))
        return done

    @expose("/<pk>/what_if", methods=["POST"])
    def foresee(self, pk: str) -> Response:
        """What publishing the draft like this would do to open clocks; nothing changes."""
        permit(current_actor())
        row = self.found(pk)
        data = clean_form(slarule_paths.what_if_fields(), reading.body(may_be_empty=True))
        plan = what_if(db.session(), row, *_publication(data), current_actor())
        return answer({"id": row.id, "result": _told(plan, data)})

    @expose("/actions/test", methods=["POST"])
    def test(self) -> Response:
        """Which rule applies to a made-up case, why, and when it would be due."""
        asked = _fitting(TRIED, reading.body())
        slot = Node(asked["node"]), Basis(asked.get("basis", Basis.promised))
        try:
            trial = tried(limits(db.session()), slot, asked.get("facts", {}), _start(asked))
        except CalendarError as error:
            raise Invalid({"start": [str(error)]}) from error
        return answer({"result": _told_trial(trial)})

    creates = staticmethod(lambda: RULE)

    def add_api_spec(self, api_spec: APISpec) -> None:
        """Tell OpenAPI of rules, and of what only rules have."""
        super().add_api_spec(api_spec)
        slarule_paths.describe(self.resource_name, api_spec)


def _fitting(asked: Draft202012Validator, given: dict[str, Any]) -> dict[str, Any]:
    if errors := reading.misfits(asked, given, "body"):
        raise Invalid(errors)
    return given


def _publication(data: Mapping[str, Any]) -> tuple[Migration, date]:
    return Migration(data["mode"]), date.fromisoformat(data["effective_from"])


def _start(asked: Mapping[str, Any]) -> datetime:
    """The instant of the start, now by default; raises Invalid for what is none."""
    given = asked.get("start")
    try:
        start = datetime.fromisoformat(given) if given else clock.now()
    except ValueError as error:
        raise Invalid({"start": [say("This is no date and time.")]}) from error
    if start.tzinfo is None:
        raise Invalid({"start": [say("The start has no time zone.")]})
    if start.year not in YEARS:
        raise Invalid({"start": [say("This is no date and time.")]})
    return start


def _told(plan: Plan, data: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers, and of the clocks behind one of them a page."""
    codes = dict(db.session.execute(select(Organisation.id, Organisation.code)).all())
    chosen = plan.having(Effect(data.get("effect", Effect.moved)))
    if wanted := data.get("organisation"):
        chosen = [one for one in chosen if codes.get(one.organisation_id) == wanted]
    first = data.get("page", 0) * PAGE
    return told_plan(plan, codes, chosen[first : first + PAGE])


def _told_trial(trial: Trial) -> dict[str, Any]:
    return {
        "rule": trial.winner.code if trial.winner else None,
        "due_at": instant(trial.due_at),
        "explanation": [str(one) for one in trial.steps],
        "candidates": [
            {"rule": one.rule.code, "fits": one.fits, "specificity": one.rule.specificity}
            for one in trial.candidates
        ],
    }
