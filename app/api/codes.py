"""Filters by the codes that programs know, where rows hold ids or nothing."""

from typing import Any

from flask_appbuilder.models.sqla.filters import FilterEqual
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.filtering import text_of
from app.access.scoped import visible
from app.applications.models import Application
from app.people.models import Organisation
from app.tickets.models import Ticket


class OrganisationIs(FilterEqual):
    """What the organisation of this code holds."""

    reader = staticmethod(text_of)

    def apply(self, query: Any, value: str) -> Any:
        """By the code; one that nobody has finds nothing."""
        named = select(Organisation.id).where(Organisation.code == value)
        return query.filter(self.model.organisation_id.in_(named))


class ServiceIs(FilterEqual):
    """Applications with a ticket of this service among those that the actor sees."""

    reader = staticmethod(text_of)

    def apply(self, query: Any, value: str) -> Any:
        """By the code; what others handle is not given away."""
        tickets = select(Ticket.application_id).where(
            Ticket.service == value, visible(Ticket, current_actor())
        )
        return query.filter(Application.id.in_(tickets))
