"""The shapes of rows, read by the answers and by OpenAPI alike (DESIGN §4)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from app.access import personal
from app.access.actors import current_actor
from app.applications.models import Application
from app.applications.states import ApplicationState, Channel, Property
from app.catalog.kinds import form_schema
from app.catalog.queries import catalogue
from app.catalog.rules.service import ServiceForm
from app.extensions import db
from app.foundation import clock
from app.foundation.labels import text
from app.sla.queries import limits
from app.sla.rules.clock import light
from app.sla.rules.remaining import remaining
from app.sla.rules.supervision import standing
from app.sla.states import Light, Standing
from app.tickets.models import Ticket
from app.tickets.states import Stage, TicketState

OBJECT: dict[str, Any] = {"type": "object"}
NAMED: dict[str, Any] = {
    "type": ["object", "null"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    "required": ["id", "name"],
}


class Instant(fields.DateTime):
    """UTC as 2026-01-05T01:00:00Z."""

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return instant(value)


class Personal(fields.String):
    """A personal value, masked unless the actor's role needs it (DOMAIN §12)."""

    def _serialize(self, value: Any, attr: str | None, *_args: Any, **_kwargs: Any) -> Any:
        return personal.shown(current_actor(), attr or "", value)


def computed(
    of: Callable[[Any], Any], *, data_key: str | None = None, **schema: Any
) -> fields.Function:
    """A value made from the row; `schema` is its JSON Schema."""
    return fields.Function(of, data_key=data_key, metadata=schema)


def code_of(relation: str) -> fields.Function:
    """The code of the row at the other end."""
    return computed(
        lambda row: getattr(getattr(row, relation), "code", None), type=["string", "null"]
    )


def instant(value: datetime | None) -> str | None:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if value else None


def person(user: Any) -> dict[str, Any] | None:
    """A member of staff."""
    return {"id": user.id, "name": user.get_full_name().strip()} if user else None


def light_of(row: Ticket | Application) -> Light:
    return light(row.due_at, row.soon_at, row.left_seconds, clock.now())


def remaining_of(row: Ticket | Application) -> int | None:
    """Business seconds until the nearest limit, below 0 since; what a pause keeps."""
    if row.due_at is None and row.left_seconds is None:
        return None
    return remaining(limits(db.session()).calendar, row.due_at, row.left_seconds, clock.now())


def form_of(ticket: Ticket) -> ServiceForm:
    """The version that the ticket's answers were given under."""
    return catalogue(db.session()).version(ticket.service_version_id)


def answers(ticket: Ticket) -> dict[str, Any]:
    """The ticket's answers as the actor may see them, in the order of the form."""
    actor = current_actor()
    return personal.answers(actor, form_of(ticket).shown(actor.roles), ticket.attrs)


def facts(ticket: Ticket) -> dict[str, Any]:
    """The same of what its rules ask about."""
    fields_ = [one.field for one in form_of(ticket).facts]
    return personal.answers(current_actor(), fields_, ticket.facts)


def results(ticket: Ticket) -> dict[str, Any]:
    """Verb → what was entered; only a service's own questions can be personal."""
    form, actor = form_of(ticket), current_actor()
    return {
        verb: entered | personal.answers(actor, form.inputs(verb), entered)
        for verb, entered in ticket.results.items()
    }


def services(application: Application) -> dict[str, Any]:
    """Service → answers, of the visible tickets only; the options are those of these tickets."""
    found: dict[str, dict[str, Any]] = {}
    for ticket in application.tickets:
        block = found.setdefault(ticket.service, answers(ticket))
        split = form_of(ticket).split
        if split and ticket.option:
            block[split.field] = [*block.get(split.field, []), ticket.option]
    return found


class TicketInApplication(Schema):
    id = fields.Integer()
    number = fields.String()
    service = fields.String()
    option = fields.String()
    organisation = code_of("organisation")
    state = fields.Enum(TicketState, by_value=True)
    stage = fields.Enum(Stage, by_value=True)
    due_at = Instant(allow_none=True)
    light = computed(light_of, type="string", enum=list(Light))
    remaining = computed(remaining_of, type=["integer", "null"])


class ApplicationRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    number = fields.String()
    state = fields.Enum(ApplicationState, by_value=True)
    channel = fields.Enum(Channel, by_value=True)
    first_receiver = computed(lambda row: person(row.first_receiver), **NAMED)
    entered_by = computed(lambda row: person(row.entered_by), **NAMED)
    outlet = code_of("outlet")
    enterprise = fields.String()
    property = fields.Enum(Property, by_value=True)
    contact = Personal()
    phone = Personal()
    address = Personal()
    township = fields.String(allow_none=True)
    uscc = fields.String(allow_none=True)
    email = Personal(allow_none=True)
    preferred_times = fields.String(allow_none=True)
    supplement_count = fields.Integer()
    created_at = Instant()
    submitted_at = Instant(allow_none=True)
    accepted_at = Instant(allow_none=True)
    dispatched_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)
    due_at = Instant(allow_none=True)
    light = computed(light_of, type="string", enum=list(Light))
    remaining = computed(remaining_of, type=["integer", "null"])
    services = computed(services, type="object", additionalProperties=OBJECT)
    tickets = fields.Nested(TicketInApplication(many=True))


class TicketRow(TicketInApplication):
    version = fields.Integer()
    application_id = fields.Integer()
    application_number = computed(lambda row: row.number.rpartition("-")[0], type="string")
    enterprise = fields.String()
    township = fields.String(allow_none=True)
    service_version = fields.Integer(attribute="service_version_id")
    attrs = computed(answers, **OBJECT)
    facts = computed(facts, **OBJECT)
    results = computed(results, **OBJECT)
    external_works = fields.Boolean(allow_none=True)
    specialist = computed(
        lambda row: row.specialist and {"id": row.specialist.id, "name": row.specialist.name},
        **NAMED,
    )
    first_receiver = computed(lambda row: person(row.first_receiver), **NAMED)
    assignee = computed(lambda row: person(row.assignee), **NAMED)
    created_at = Instant()
    dispatched_at = Instant(allow_none=True)
    claimed_at = Instant(allow_none=True)
    urged_at = Instant(allow_none=True)
    reply_due_at = Instant(allow_none=True)
    survey_at = Instant(allow_none=True)
    waits_until = fields.Date(allow_none=True)
    waits_for = fields.String(allow_none=True)
    construction_started_at = Instant(allow_none=True)
    connected_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)


class SupervisionRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    number = fields.String()
    ticket_id = fields.Integer(attribute="subject_id")
    application_id = fields.Integer()
    organisation = code_of("organisation")
    demand = fields.String()
    opened_at = Instant()
    reply_due_at = Instant()
    standing = computed(
        lambda row: standing(row.reply_due_at, row.replied_at, clock.now()),
        type="string", enum=list(Standing),
    )  # fmt: skip
    reply = fields.String(allow_none=True)
    replied_at = Instant(allow_none=True)


class OrganisationRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    name = fields.String()
    name_en = fields.String(allow_none=True)
    kind = fields.String()
    supervised_by = code_of("supervised_by")
    township = fields.String(allow_none=True)
    sample = fields.Boolean()
    active = fields.Boolean()


class OutletRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    name = fields.String()
    name_en = fields.String(allow_none=True)
    organisation = code_of("organisation")
    kind = fields.String()
    channels = fields.List(fields.String())
    township = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
    hours = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    sample = fields.Boolean()
    active = fields.Boolean()


class SpecialistRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    organisation = code_of("organisation")
    name = fields.String()
    phone = fields.String(allow_none=True)
    sample = fields.Boolean()
    active = fields.Boolean()


def _form(service: Any) -> ServiceForm:
    return catalogue(db.session()).version(service.current_version_id)


def _fields(service: Any) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "required": one.required, "schema": one.schema()}
        for one in _form(service).fields
    ]


class ServiceRow(Schema):
    """A service as new applications use it: labels in the language of the request."""

    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    label = computed(lambda row: text(_form(row).label), type="string")
    published_version = computed(lambda row: _form(row).version, type="integer")
    stages = computed(lambda row: list(_form(row).stages), type="array", items={"type": "string"})
    fields_ = computed(_fields, data_key="fields", type="array", items=OBJECT)
    schema = computed(lambda row: form_schema(_form(row).fields), **OBJECT)


class CalendarRow(Schema):
    """A calendar as it is in force; windows and days as in the bundle."""

    id = fields.Integer()
    version = fields.Integer(attribute="revision")
    code = fields.String(attribute="calendar")
    label = computed(lambda row: text(row.document["label"]), type="string")
    weekdays = computed(lambda row: row.document["weekdays"], type="array")
    windows = computed(lambda row: row.document["windows"], type="array")
    years = computed(lambda row: row.document["years"], type="array", items=OBJECT)
    published_at = Instant()
    prepared_by = fields.String()
    confirmed_by = fields.String(allow_none=True)
