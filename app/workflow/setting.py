"""What a declaration may look at when it says what is asked and whether it can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.applications.models import Application
from app.approvals.models import Approval
from app.catalog.queries import Catalogue
from app.catalog.rules.service import ServiceForm
from app.foundation.actor import Actor
from app.sla.models import Clock, Extension, SupervisionItem
from app.sla.queries import Limits
from app.tickets.models import Ticket
from app.workflow.beside import Beside
from app.workflow.directory import Directory

Row = Application | Ticket | Approval


@dataclass(frozen=True)
class Timing:
    """The time limits of one row, as far as whoever asks has read them."""

    limits: Limits | None = None
    clocks: Sequence[Clock] = ()
    """Those that run or are paused."""
    extensions: Mapping[int, Extension] = field(default_factory=dict)
    """Clock → the extension that was asked for."""
    supervision: SupervisionItem | None = None
    """The one that waits for a reply; read at the door only."""
    ended: Sequence[Clock] | None = None
    """The clocks that have stopped, where they were read along."""


@dataclass
class Setting:
    """One row under one actor's eyes, with the tickets of its application."""

    row: Row
    tickets: Sequence[Ticket]
    actor: Actor
    catalogue: Catalogue
    directory: Directory
    beside: Beside
    timing: Timing = field(default_factory=Timing)

    @property
    def form(self) -> ServiceForm:
        """The service version the ticket's answers were given under."""
        assert isinstance(self.row, Ticket)  # noqa: S101  # asked of tickets only
        return self.catalogue.version(self.row.service_version_id)
