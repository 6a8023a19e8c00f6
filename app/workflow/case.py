"""An application with all its tickets: what one action can change."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.applications.models import Application
from app.sla.models import Clock
from app.sla.queries import Limits
from app.tickets.models import Ticket
from app.workflow.journalling import snapshot
from app.workflow.setting import Row


@dataclass
class Case:
    """The rows, and what they looked like before."""

    application: Application
    limits: Limits
    tickets: list[Ticket] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    """Those that run or are paused, and those that an action has just started or stopped."""
    _open: dict[tuple[str, int], list[Clock]] = field(default_factory=lambda: defaultdict(list))
    before: dict[Row, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def subjects(self) -> list[Row]:
        """All rows of the case, the application first."""
        return [self.application, *self.tickets]

    def take(self, clock: Clock) -> None:
        """Know an open clock of one of the rows."""
        self.clocks.append(clock)
        self._open[clock.subject_kind, clock.subject_id].append(clock)

    def open_clocks(self, row: Row) -> list[Clock]:
        """The clocks of a row that run or are paused."""
        mine = self._open[row.__tablename__, row.id]
        mine[:] = [one for one in mine if one.stopped_at is None]
        return mine

    def remember(self) -> None:
        """What the rows look like now is what changes will be told against."""
        self.before = {one: snapshot(one) for one in self.subjects}
