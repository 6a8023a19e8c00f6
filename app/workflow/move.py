"""One action about to be done to one row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from app.applications.models import Application
from app.catalog.kinds import Field
from app.journal.models import Notice
from app.sitework.models.digs import Dig
from app.tickets.models import Ticket
from app.workflow.notices import notice
from app.workflow.setting import Row, Setting


@dataclass(frozen=True, slots=True)
class Errand:
    """What the house itself does to another row, once this action is done."""

    noun: str
    verb: str
    row_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Abroad:
    """A notice to whoever holds excavations: those named, or all that lie near a new one."""

    kind: str
    params: dict[str, Any]
    digs: Sequence[Dig] = ()
    near: Dig | None = None


@dataclass(kw_only=True)
class Move(Setting):
    """A setting in which the form has been filled in.

    `asked` are the fields of the form, `input` is clean, `at` when it happened (aware UTC). Effects
    change attributes of the row, its application and its tickets; the door journals what they
    changed, and `changes`, which no column shows; the rows they `made` are stored before what
    follows from the move is reckoned. `tell` says what people of an organisation should see.
    """

    application: Application
    asked: Sequence[Field]
    input: dict[str, Any]
    at: datetime
    told: list[Callable[[], Notice]] = field(default_factory=list)
    """Notices, made when the rows they are about have their ids."""
    abroad: list[Abroad] = field(default_factory=list)
    """Notices to partners, whichever application theirs belong to."""
    made: list[Any] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    errands: list[Errand] = field(default_factory=list)

    def tell(self, kind: str, *, about: Row | None = None, **told: Any) -> None:
        """A notice about the row, to the organisation that holds it (app/workflow/notices.py)."""
        self.told.append(partial(notice, kind, about or self.row, **told))

    @property
    def ticket(self) -> Ticket:
        """The row, when it is a ticket."""
        assert isinstance(self.row, Ticket)  # noqa: S101  # effects of ticket actions only
        return self.row
