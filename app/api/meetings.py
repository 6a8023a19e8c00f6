"""Meetings and what was agreed there by REST: planned, held, followed up (DOMAIN §2.13)."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from apispec import APISpec
from flask import Response, url_for
from flask_appbuilder.api import expose
from sqlalchemy.orm import joinedload, selectinload

from app.access.actors import current_actor
from app.access.rules import Needed
from app.access.scoped import ScopedInterface
from app.api import reading
from app.api.acting import NO_INPUT
from app.api.base import ScopedApi, answer
from app.api.meeting_rows import MeetingActionRow, MeetingRow
from app.api.paths import ACTIONS, ID, KEY, MATCH, add, one_of, operation, said, takes
from app.catalog.kinds import form_schema
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Forbidden, NotFound
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission as P
from app.meetings.models import Meeting, MeetingAction, MeetingParticipant
from app.workflow.meetings import acting, holding, planning
from app.workflow.meetings.asked import REASON, Asked
from app.workflow.meetings.keeping import (
    ACTION_VERBS,
    MEETING_VERBS,
    Seen,
    action_refusals,
    meeting_refusals,
)

Verb = Callable[[int, Seen, Mapping[str, Any], Actor], object]
READING = ScopedApi.include_route_methods


class FollowedApi(ScopedApi):
    """Rows with verbs of their own small transactions, offered with their input or why not."""

    include_route_methods = {*READING, "offer", "carry_out"}
    labels: Mapping[str, Message]
    refusals: Callable[[Any, Actor], Mapping[str, DomainError | None]]

    @abstractmethod
    def inputs(self) -> dict[str, dict[str, Any]]:
        """Verb → JSON Schema of what it takes."""

    @abstractmethod
    def verbs(self) -> Mapping[str, Verb]:
        """Verb → what does it."""

    @expose("/<pk>/actions", methods=["GET"])
    def offer(self, pk: str) -> Response:
        """Every verb: allowed with its input, or the reason why not."""
        why_not = type(self).refusals(self.found(pk), current_actor())
        inputs = self.inputs()
        return answer({"result": [
            {
                "verb": verb,
                "label": str(self.labels[verb]),
                "allowed": error is None,
                "reason": str(error) if error else None,
                "input": NO_INPUT if isinstance(error, Forbidden) else inputs[verb],
            }
            for verb, error in why_not.items()
        ]})  # fmt: skip

    @expose("/<pk>/actions/<verb>", methods=["POST"])
    def carry_out(self, pk: str, verb: str) -> Response:
        """Do it; the row as it now is."""
        verbs = self.verbs()
        if verb not in verbs:
            raise NotFound(say("There is no action “%(verb)s” here.", verb=verb[:40]))
        row_id, seen = reading.row_id(pk), reading.expected_versions()
        verbs[verb](row_id, seen, reading.body(may_be_empty=True), current_actor())
        return self.answer_row(self.found(pk))

    def add_api_spec(self, api_spec: APISpec) -> None:
        """Tell OpenAPI of the noun and its verbs."""
        super().add_api_spec(api_spec)
        noun, row = self.resource_name, {"$ref": f"#/components/schemas/{self.resource_name}"}
        one = f"/api/v1/{noun}/{{pk}}/actions"
        every = {"200": said("Every action", {"result": ACTIONS})}
        add(api_spec, noun, one, {"get": operation(f"actions of {noun}", [ID], every, 404)})
        for verb, schema in self.inputs().items():
            done = {"200": said("The row as it now is", one_of(row))}
            asked: list[dict[str, Any]] = [ID, MATCH, KEY] if verb == "add_action" else [ID, MATCH]
            refused = (400, 404, 409, 412, 413, 415, 422)
            act = operation(f"{verb} {noun}", asked, done, *refused)
            add(api_spec, noun, f"{one}/{verb}", {"post": act | takes(schema)})


class MeetingApi(FollowedApi):
    """Planned and kept by the coordinating office, read by who takes part."""

    resource_name = "meetings"
    datamodel = ScopedInterface(
        Meeting,
        load=(
            selectinload(Meeting.participants).joinedload(MeetingParticipant.organisation),
            selectinload(Meeting.items),
            selectinload(Meeting.actions),
            joinedload(Meeting.organisation),
        ),
    )
    row = MeetingRow()
    include_route_methods = {*FollowedApi.include_route_methods, "post"}
    permits: dict[str, Needed] = {
        **dict.fromkeys((*READING, "offer"), P.meeting_read),
        **dict.fromkeys(("post", "carry_out"), P.meeting_edit),
    }
    labels = MEETING_VERBS
    refusals = staticmethod(meeting_refusals)
    search_columns = ["number", "kind", "state", "starts_at", "held_at"]
    order_columns = ["id", "number", "starts_at"]

    @expose("/", methods=["POST"])
    def post(self) -> Response:
        """Plan a meeting; with `propose` its agenda is what is late, owed or still open."""
        made = planning.plan(reading.body(), current_actor(), key=reading.idempotency_key())
        response = self.answer_row(self.found(str(made)), 201)
        response.location = url_for(".get", pk=made)
        return response

    def verbs(self) -> Mapping[str, Verb]:
        """Verb → what does it."""
        return {
            "hold": holding.hold,
            "add_action": _add_action,
            "edit": planning.edit,
            "cancel": planning.cancel,
        }

    def inputs(self) -> dict[str, dict[str, Any]]:
        """Verb → JSON Schema of what it takes."""
        asked = Asked(db.session())
        return {
            "hold": asked.hold_schema(),
            "add_action": asked.action_schema(),
            "edit": asked.plan_schema(edited=True),
            "cancel": form_schema(REASON),
        }

    creates = staticmethod(lambda: Asked(db.session()).plan_schema())


def _add_action(pk: int, seen: Seen, data: Mapping[str, Any], actor: Actor) -> None:
    acting.add(pk, seen, data, actor, key=reading.idempotency_key())


class MeetingActionApi(FollowedApi):
    """Read by their owners, who report; opened again and dropped by the office."""

    resource_name = "meetingactions"
    datamodel = ScopedInterface(
        MeetingAction,
        load=(joinedload(MeetingAction.meeting), joinedload(MeetingAction.organisation)),
    )
    row = MeetingActionRow()
    permits: dict[str, Needed] = {
        **dict.fromkeys((*READING, "offer"), P.meeting_read),
        "carry_out": P.meeting_action_complete,
    }
    labels = ACTION_VERBS
    refusals = staticmethod(action_refusals)
    search_columns = ["state", "organisation_id", "due_on", "meeting_id"]
    order_columns = ["id", "due_on"]

    def verbs(self) -> Mapping[str, Verb]:
        """Verb → what does it."""
        return acting.VERBS

    def inputs(self) -> dict[str, dict[str, Any]]:
        """Verb → JSON Schema of what it takes."""
        return {verb: form_schema(fields) for verb, fields in acting.FIELDS.items()}
