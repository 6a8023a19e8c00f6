"""Marks beside a ticket's state: it was urged, it is supervised (DOMAIN §10)."""

from collections.abc import Iterator
from typing import Any

from flask_appbuilder.models.filters import BaseFilter
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy import exists

from app.console import display
from app.foundation import clock
from app.foundation.messages import say
from app.sla.models import Extension
from app.tickets.models import Ticket
from app.tickets.states import OPEN, STATE_LABELS

LABELS = {
    "supervised": say("Supervised"),
    "urged": say("Urged"),
    "extension": say("Extension asked for"),
}
CONDITIONS = {
    "supervised": Ticket.reply_due_at.is_not(None),
    "urged": Ticket.urged_at.is_not(None) & Ticket.state.in_(OPEN),
    "extension": exists().where(Extension.ticket_id == Ticket.id, Extension.state == "asked"),
}


class Marked(BaseFilter):
    """Tickets with this mark."""

    name = lazy_gettext("Equal to")
    arg_name = "eq"
    reader = staticmethod(CONDITIONS.__getitem__)

    def apply(self, query: Any, value: Any) -> Any:
        """Add the condition."""
        return query.filter(value)


def marks(ticket: Ticket) -> Iterator[Markup]:
    """A supervision that waits for its reply, red once that is overdue; an urge of an open one."""
    if ticket.reply_due_at is not None:
        code = "overdue" if ticket.reply_due_at < clock.now() else "supervised"
        yield display.badge("mark", code, LABELS["supervised"])
    if ticket.urged_at is not None and ticket.state in OPEN:
        yield display.badge("mark", "urged", LABELS["urged"])


def marked_state(ticket: Ticket) -> Markup:
    """The state, and what presses."""
    state = display.badge("ticket", ticket.state, STATE_LABELS[ticket.state])
    return Markup(" ").join([state, *marks(ticket)])
