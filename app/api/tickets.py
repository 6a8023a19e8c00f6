"""Tickets by REST: read and act on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import selectinload

from app.access.answers import answer_filters
from app.access.lights import LIGHT, LightFilter
from app.access.rules import TICKET_READ
from app.access.scoped import ScopedInterface
from app.api.clocks import ClockApi
from app.api.codes import OrganisationIs
from app.api.rows import TicketRow
from app.tickets.models import Ticket


class TicketApi(ClockApi):
    """A utility's own system works its tickets here (DOMAIN §2.15)."""

    resource_name = "tickets"
    datamodel = ScopedInterface(
        Ticket,
        load=(
            selectinload(Ticket.organisation),
            selectinload(Ticket.specialist),
            selectinload(Ticket.first_receiver),
            selectinload(Ticket.assignee),
        ),
    )
    row = TicketRow()
    permits = dict.fromkeys(ClockApi.include_route_methods, TICKET_READ)
    search_columns = [
        "number",
        "service",
        "option",
        "state",
        "stage",
        "application_id",
        "organisation_id",
        "specialist_id",
        "assignee_id",
        "enterprise",
        "township",
        "external_works",
        "due_at",
        "dispatched_at",
        "claimed_at",
        "connected_at",
        "ended_at",
        "created_at",
    ]
    offered_filters = {"organisation": [OrganisationIs], LIGHT: [LightFilter]}
    order_columns = ["id", "number", "state", "stage", "enterprise", "due_at", "dispatched_at"]

    def more_filters(self) -> Mapping[str, list[Any]]:
        """What was answered, where the catalogue in force lets lists be filtered by it."""
        return answer_filters(self.datamodel)
