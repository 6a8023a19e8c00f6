"""An application with all its tickets: what one action can change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.applications.models import Application
from app.approvals.models import Approval
from app.sla.models import Clock, Extension, SupervisionItem
from app.sla.queries import Limits
from app.tickets.models import Ticket
from app.workflow.beside import Beside
from app.workflow.journalling import snapshot
from app.workflow.setting import Row, Timing


@dataclass
class Case:
    """The rows, and what they looked like before."""

    application: Application
    limits: Limits
    beside: Beside
    tickets: list[Ticket] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    """Those that run or are paused, and those that an action has just started or stopped."""
    _open: dict[tuple[str, int], list[Clock]] = field(default_factory=lambda: defaultdict(list))
    extensions: list[Extension] = field(default_factory=list)
    """Those asked for on open clocks, and those just made."""
    supervisions: list[SupervisionItem] = field(default_factory=list)
    """Those that wait for a reply, and those just made."""
    before: dict[Row, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def subjects(self) -> list[Row]:
        """All rows of the case, the application first."""
        return [self.application, *self.tickets, *self.approvals]

    def approvals_of(self, ticket: Ticket) -> list[Approval]:
        """Every approval ever asked for with the ticket."""
        ticket_id = ticket.id
        return [one for one in self.approvals if one.ticket_id == ticket_id]

    def take(self, clock: Clock) -> None:
        """Know an open clock of one of the rows."""
        self.clocks.append(clock)
        self._open[clock.subject_kind, clock.subject_id].append(clock)

    def open_clocks(self, row: Row) -> list[Clock]:
        """The clocks of a row that run or are paused."""
        mine = self._open[row.__tablename__, row.id]
        mine[:] = [one for one in mine if one.stopped_at is None]
        return mine

    def timing(self, row: Row) -> Timing:
        """The time limits of a row."""
        waiting = (one for one in self.supervisions if one.subject_id == row.id)
        return Timing(
            self.limits,
            self.open_clocks(row),
            {one.clock_id: one for one in self.extensions},
            next((one for one in waiting if one.replied_at is None), None),
        )

    def keep(self, made: Iterable[Any]) -> None:
        """Know what an action made."""
        for one in made:
            if isinstance(one, Extension):
                self.extensions.append(one)
            elif isinstance(one, SupervisionItem):
                self.supervisions.append(one)
            elif isinstance(one, Approval):
                self.approvals.append(one)
            if not isinstance(one, Extension | SupervisionItem):
                self.beside.add(one)

    def follow(self, at: datetime) -> None:
        """Extensions lapse with their clocks; a supervision goes with its ticket."""
        undecided = [one for one in self.extensions if one.state == "asked"]
        for asked in undecided:
            clock = next(one for one in self.clocks if one.id == asked.clock_id)
            if clock.stopped_at is not None:
                asked.state, asked.decided_at = "lapsed", at
                asked.version += 1
        for item in (one for one in self.supervisions if one.replied_at is None):
            ticket = next(one for one in self.tickets if one.id == item.subject_id)
            if item.organisation_id != ticket.organisation_id:
                item.organisation_id = ticket.organisation_id
                item.version += 1

    def remember(self) -> None:
        """What the rows look like now is what changes will be told against."""
        self.before = {one: snapshot(one) for one in self.subjects}
