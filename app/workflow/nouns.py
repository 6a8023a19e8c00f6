"""What actions are done to: told once, for the door and every face."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from app.applications.models import Application
from app.applications.queries import visible_to as visible_applications
from app.applications.states import LIFECYCLE as APPLICATION_LIFECYCLE
from app.approvals.models import Approval
from app.approvals.queries import visible_to as visible_approvals
from app.approvals.states import LIFECYCLE as APPROVAL_LIFECYCLE
from app.foundation.actor import Actor
from app.foundation.lifecycle import Lifecycle
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.tickets.queries import visible_to as visible_tickets
from app.tickets.states import LIFECYCLE as TICKET_LIFECYCLE
from app.workflow.setting import Row


@dataclass(frozen=True)
class Noun:
    """A kind of row that a case consists of."""

    name: str
    """As actions, addresses and the API call it."""
    label: Message
    model: type[Row]
    lifecycle: Lifecycle
    visible: Callable[[Actor], ColumnElement[bool]]

    @property
    def kind(self) -> str:
        """As events, clocks and badges call it."""
        return str(self.model.__tablename__)

    @property
    def reads(self) -> tuple[Permission, ...]:
        """The ways of reading it: one of them opens its pages, `visible` says which rows."""
        return tuple(one for one in Permission if one.startswith(f"{self.kind}_read_"))

    @property
    def states(self) -> Mapping[str, Message]:
        """What its states are called."""
        return self.lifecycle.states


NOUNS: Mapping[str, Noun] = {
    one.name: one
    for one in (
        Noun(
            "applications",
            say("Application"),
            Application,
            APPLICATION_LIFECYCLE,
            visible_applications,
        ),
        Noun("tickets", say("Ticket"), Ticket, TICKET_LIFECYCLE, visible_tickets),
        Noun("approvals", say("Approval"), Approval, APPROVAL_LIFECYCLE, visible_approvals),
    )
}
BY_KIND: Mapping[str, Noun] = {one.kind: one for one in NOUNS.values()}


def noun_of(row: Any) -> Noun:
    """The noun of a row."""
    return BY_KIND[row.__tablename__]


def application_id(row: Any) -> int:
    """The application that a row belongs to, or is."""
    return int(row.id if isinstance(row, Application) else row.application_id)
