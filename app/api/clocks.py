"""The clocks of a row by REST: each with its steps from start to due, and whose time it was."""

from typing import Any

from apispec import APISpec
from flask import Response
from flask_appbuilder.api import expose
from marshmallow import Schema, fields

from app.access.actors import current_actor
from app.api.acting import ActionApi
from app.api.base import answer
from app.api.paths import describe_clocks
from app.api.rows import Instant, computed
from app.applications.models import Application
from app.catalog.queries import catalogue
from app.extensions import db
from app.foundation.labels import text
from app.sla.rules.steps import StepKind
from app.sla.rules.why import limit_in_words
from app.sla.states import Basis, ClockState, Holder, Light, Node
from app.workflow.accounts import Account, accounts
from app.workflow.beside import Beside
from app.workflow.directory import Directory
from app.workflow.setting import Setting


class HeldRow(Schema):
    """A part of the time; business seconds with and without pauses."""

    holder = computed(lambda one: one.span["holder"], type="string", enum=list(Holder))
    begins_at = Instant()
    ends_at = Instant(allow_none=True)
    paused = computed(lambda one: bool(one.span.get("paused")), type="boolean")
    reason = computed(lambda one: one.span.get("reason"), type=["string", "null"])
    legal_basis = computed(lambda one: one.span.get("legal_basis"), type=["string", "null"])
    evidence = computed(lambda one: one.span.get("evidence"), type=["string", "null"])
    gross_seconds = fields.Integer(attribute="gross")
    net_seconds = fields.Integer(attribute="net")


class StepRow(Schema):
    kind = fields.Enum(StepKind, by_value=True)
    day = fields.Date(allow_none=True)
    text = computed(str, type="string")


def _of(name: str) -> Any:
    return f"clock.{name}"


class RuleRow(Schema):
    code = fields.String()
    version = fields.Integer()
    label = computed(lambda rule: text(rule.label), type="string")
    unit = computed(lambda rule: rule.terms.unit, type="string")
    amount = computed(lambda rule: str(rule.terms.amount), type="string")
    limit = computed(lambda rule: str(limit_in_words(rule.terms)), type="string")
    after_hours = computed(lambda rule: rule.terms.after_hours, type="string")
    sample = fields.Boolean()


class ClockRow(Schema):
    """`remaining` is in business seconds, below 0 when overdue; a stopped clock has none."""

    id = fields.Integer(attribute=_of("id"))
    node = fields.Enum(Node, by_value=True, attribute=_of("node"))
    basis = fields.Enum(Basis, by_value=True, attribute=_of("basis"))
    state = fields.Enum(ClockState, by_value=True, attribute=_of("state"))
    light = fields.Enum(Light, by_value=True)
    remaining = fields.Integer(allow_none=True)
    rule = fields.Nested(RuleRow())
    extended_by = fields.Integer(attribute=_of("extended_by"))
    started_at = Instant(attribute=_of("started_at"))
    due_at = Instant(allow_none=True, attribute=_of("due_at"))
    promised_at = Instant(allow_none=True, attribute=_of("promised_at"))
    floor_at = Instant(allow_none=True, attribute=_of("floor_at"))
    stopped_at = Instant(allow_none=True, attribute=_of("stopped_at"))
    net_seconds = fields.Integer(allow_none=True, attribute=_of("net_seconds"))
    gross_seconds = fields.Integer(allow_none=True, attribute=_of("gross_seconds"))
    kept = fields.Boolean(allow_none=True, attribute=_of("kept"))
    held = fields.List(fields.Nested(HeldRow()), attribute="ledger")
    explanation = fields.List(fields.Nested(StepRow()), attribute="steps")


class ClockApi(ActionApi):
    """A noun with actions and time limits."""

    include_route_methods = {*ActionApi.include_route_methods, "clocks"}

    @expose("/<pk>/clocks", methods=["GET"])
    def clocks(self, pk: str) -> Response:
        """Every clock the row has or had, the oldest first, each with its explanation."""
        return answer({"result": ClockRow().dump(_accounts(self.found(pk)), many=True)})

    def add_api_spec(self, api_spec: APISpec) -> None:
        """Tell OpenAPI of the noun and of its clocks."""
        super().add_api_spec(api_spec)
        describe_clocks(self.resource_name, ClockRow(), api_spec)


def _accounts(row: Any) -> list[Account]:
    session = db.session()
    of_application = isinstance(row, Application)
    application = row if of_application else session.get(Application, row.application_id)
    tickets = row.tickets if of_application else ()
    directory, beside = Directory(session), Beside(session, [application.id])
    setting = Setting(row, tickets, current_actor(), catalogue(session), directory, beside)
    return accounts(session, setting, application)
