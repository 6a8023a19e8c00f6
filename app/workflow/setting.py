"""What a declaration may look at when it says what is asked and whether it can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.applications.models import Application
from app.catalog.queries import Catalogue
from app.catalog.rules.service import ServiceForm
from app.foundation.actor import Actor
from app.tickets.models import Ticket
from app.workflow.directory import Directory

Row = Application | Ticket


@dataclass
class Setting:
    """One row under one actor's eyes, with the tickets of its application."""

    row: Row
    tickets: Sequence[Ticket]
    actor: Actor
    catalogue: Catalogue
    directory: Directory

    @property
    def form(self) -> ServiceForm:
        """The service version the ticket's answers were given under."""
        assert isinstance(self.row, Ticket)  # noqa: S101  # asked of tickets only
        return self.catalogue.version(self.row.service_version_id)
