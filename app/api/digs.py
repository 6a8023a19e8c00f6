"""Excavations and joint digs by REST: read here, planned and answered on their tickets."""

from typing import Any

from apispec import APISpec
from flask import Response
from flask_appbuilder.api import expose
from flask_appbuilder.models.sqla.filters import FilterEqual
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access.actors import current_actor
from app.access.rules import TICKET_READ
from app.access.scoped import ScopedInterface, visible
from app.api.base import ScopedApi, answer
from app.api.codes import OrganisationIs
from app.api.dig_rows import DigRow, MergeRow
from app.api.paths import ID, add, operation, said
from app.catalog.queries import catalogue
from app.extensions import db
from app.sitework.models.digs import Dig, DigMerge, DigMergePart
from app.sitework.queries.digs import near_to
from app.tickets.models import Ticket


class OwnTicketIs(FilterEqual):
    """Excavations of a ticket that the actor sees: whose the others are is not given away."""

    def apply(self, query: Any, value: int) -> Any:
        """By the ticket's id."""
        seen = select(Ticket.id).where(Ticket.id == value, visible(Ticket, current_actor()))
        return query.filter(Dig.ticket_id.in_(seen))


class DigApi(ScopedApi):
    """One's own in every state; of others' what is planned or dug, without their cases."""

    resource_name = "digs"
    include_route_methods = {*ScopedApi.include_route_methods, "neighbours"}
    datamodel = ScopedInterface(Dig, load=(selectinload(Dig.organisation),))
    row = DigRow()
    permits = dict.fromkeys(include_route_methods, TICKET_READ)
    search_columns = ["road", "from_m", "to_m", "surface", "starts_on", "ends_on", "state"]
    offered_filters = {"organisation": [OrganisationIs], "ticket_id": [OwnTicketIs]}
    order_columns = ["id", "from_m", "starts_on", "ends_on"]

    @expose("/<pk>/neighbours", methods=["GET"])
    def neighbours(self, pk: str) -> Response:
        """Planned excavations of other tickets on its stretch or near it, in its days or near."""
        dig, session = self.found(pk), db.session()
        county = catalogue(session).county
        near = near_to([dig], county.dig_near_metres, county.dig_near_days)
        seen = near.where(visible(Dig, current_actor())).options(selectinload(Dig.organisation))
        return answer({"result": self.row.dump(session.scalars(seen).all(), many=True)})

    def add_api_spec(self, api_spec: APISpec) -> None:
        """Tell OpenAPI of excavations and of what lies near one."""
        super().add_api_spec(api_spec)
        row = {"$ref": f"#/components/schemas/{self.resource_name}"}
        told = said("Along the road", {"result": {"type": "array", "items": row}})
        read = operation("neighbours of digs", [ID], {"200": told}, 404)
        add(api_spec, "digs", "/api/v1/digs/{pk}/neighbours", {"get": read})


class MergeApi(ScopedApi):
    """Joint digs that one's own organisation has a part in."""

    resource_name = "merges"
    datamodel = ScopedInterface(
        DigMerge,
        load=(
            selectinload(DigMerge.organisation),
            selectinload(DigMerge.parts).options(
                selectinload(DigMergePart.organisation),
                selectinload(DigMergePart.dig).selectinload(Dig.organisation),
            ),
        ),
    )
    row = MergeRow()
    permits = dict.fromkeys(ScopedApi.include_route_methods, TICKET_READ)
    search_columns = ["state", "starts_on", "ends_on", "shared_permit", "metres_avoided"]
    order_columns = ["id", "starts_on", "metres_avoided"]
