"""Applications by REST: read, enter, act on."""

from flask import Response, url_for
from flask_appbuilder.api import expose
from sqlalchemy.orm import selectinload

from app.access.actors import current_actor
from app.access.lights import LIGHT, LightFilter
from app.access.rules import APPLICATION_READ
from app.access.scoped import ScopedInterface
from app.api import reading
from app.api.clocks import ClockApi
from app.api.codes import ServiceIs
from app.api.inputs import application_schema
from app.api.rows import ApplicationRow
from app.applications.models import Application
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.workflow.applications.create import create


class ApplicationApi(ClockApi):
    """The official form goes in here, and comes out connected."""

    resource_name = "applications"
    datamodel = ScopedInterface(
        Application,
        load=(
            selectinload(Application.tickets).selectinload(Ticket.organisation),
            selectinload(Application.first_receiver),
            selectinload(Application.entered_by),
            selectinload(Application.outlet),
        ),
    )
    row = ApplicationRow()
    include_route_methods = {*ClockApi.include_route_methods, "post"}
    permits = {
        **dict.fromkeys(ClockApi.include_route_methods, APPLICATION_READ),
        "post": Permission.application_create,
    }
    offered_filters = {"service": [ServiceIs], LIGHT: [LightFilter]}
    search_columns = [
        "number",
        "state",
        "channel",
        "enterprise",
        "property",
        "township",
        "uscc",
        "outlet_id",
        "first_receiver_id",
        "submitted_at",
        "accepted_at",
        "dispatched_at",
        "ended_at",
        "created_at",
        "due_at",
    ]
    order_columns = [
        "id",
        "number",
        "state",
        "enterprise",
        "created_at",
        "submitted_at",
        "due_at",
    ]

    creates = staticmethod(application_schema)

    @expose("/", methods=["POST"])
    def post(self) -> Response:
        """Enter an application; it is a draft until somebody submits or accepts it."""
        payload = reading.body()
        made = create(current_actor(), payload, key=reading.idempotency_key())
        response = self.answer_after(made, 201)
        response.location = url_for(".get", pk=made)
        return response
