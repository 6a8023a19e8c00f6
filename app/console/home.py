"""The first page: how much waits in each queue of the actor's; a number opens what it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_appbuilder import IndexView, expose
from flask_babel import gettext
from sqlalchemy import func, select

from app.access.actors import current_actor
from app.access.lights import PARAMETER, light_counts
from app.access.rules import APPLICATION_READ, TICKET_READ, Needed, allowed
from app.access.scoped import visible
from app.applications.models import Application
from app.applications.states import STATE_LABELS as APPLICATION_STATES
from app.applications.states import ApplicationState
from app.approvals.models import Approval
from app.approvals.states import STATE_LABELS as APPROVAL_STATES
from app.approvals.states import ApprovalState
from app.console import display
from app.console.lights import chips
from app.console.meetings.owed import overdue_tile
from app.console.naming import VIEWS, kind_name, record_url
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sla.states import Light
from app.tickets.models import Ticket
from app.tickets.states import STATE_LABELS as TICKET_STATES
from app.tickets.states import TicketState

APPLICATION_QUEUES: Mapping[str, tuple[Message, str]] = {
    ApplicationState.draft: (say("Drafts"), "neutral"),
    ApplicationState.submitted: (say("To be accepted"), "info"),
    ApplicationState.supplementing: (say("Awaiting supplement"), "warning"),
    ApplicationState.accepted: (say("To be dispatched"), "info"),
    ApplicationState.in_progress: (say("Being handled"), "neutral"),
}
TICKET_QUEUES: Mapping[str, tuple[Message, str]] = {
    TicketState.dispatched: (say("To be claimed"), "info"),
    TicketState.in_progress: (say("In progress"), "neutral"),
    TicketState.sent_back: (say("Sent back"), "warning"),
    TicketState.suspended: (say("Suspended"), "warning"),
}
APPROVAL_QUEUES: Mapping[str, tuple[Message, str]] = {
    ApprovalState.requested: (say("To be decided"), "info"),
    ApprovalState.supplementing: (say("Awaiting supplement"), "warning"),
}
SUPPLEMENTS: Mapping[str, tuple[Message, str]] = {
    ApprovalState.supplementing: (say("To be supplemented"), "warning")
}
WORK_ON_APPLICATIONS = tuple(
    one for one in APPLICATION_READ if one != Permission.application_read_ticketed
)
"""Whoever sees applications because of their tickets has their work in the tickets."""
WAITING = 6
"""Rows of each list on the first page."""


@dataclass(frozen=True)
class Noun:
    """What the first page tells about applications, tickets or approvals."""

    model: Any
    read: Needed
    label: Message
    queues: Mapping[str, tuple[Message, str]]
    waiting: tuple[str, ...]
    """States in which something is to be begun."""
    states: Mapping[str, Message]

    @property
    def kind(self) -> str:
        """As badges call it."""
        name: str = self.model.__tablename__
        return name

    @property
    def endpoint(self) -> str:
        """The list."""
        return VIEWS[f"{self.kind}s"] + ".list"


NOUNS = (
    Noun(
        Application,
        WORK_ON_APPLICATIONS,
        say("Applications"),
        APPLICATION_QUEUES,
        (ApplicationState.submitted, ApplicationState.accepted),
        APPLICATION_STATES,
    ),
    Noun(
        Ticket,
        TICKET_READ,
        say("Tickets"),
        TICKET_QUEUES,
        (TicketState.dispatched, TicketState.sent_back),
        TICKET_STATES,
    ),
    Noun(
        Approval,
        (Permission.approval_read_own, Permission.approval_read_all),
        say("Approvals"),
        APPROVAL_QUEUES,
        (ApprovalState.requested,),
        APPROVAL_STATES,
    ),
    Noun(
        Approval,
        Permission.approval_read_package,
        say("Approvals"),
        SUPPLEMENTS,
        (ApprovalState.supplementing,),
        APPROVAL_STATES,
    ),
)


class HomeView(IndexView):
    """What waits for whoever signs in."""

    @expose("/")
    def index(self) -> Any:
        """The tiles, and the longest waiting of what is to be begun."""
        actor = current_actor()
        self.update_redirect()
        nouns = [one for one in NOUNS if allowed(one.read, actor)]
        return self.render_template(
            "lianban/home.html",
            title=gettext("Welcome, %(name)s", name=actor.name),
            create_url=_create_url(actor),
            lights=[_lights(noun, actor) for noun in nouns],
            tiles=[tile for noun in nouns for tile in _tiles(noun, actor)] + _owed(actor),
            lists=[_waiting(noun, actor) for noun in nouns],
            notice=None if nouns else {"tone": "info", "text": gettext("Choose from the menu.")},
        )


def _owed(actor: Actor) -> list[dict[str, Any]]:
    """What was agreed at meetings and is late, for whoever reads of meetings."""
    return [overdue_tile(actor)] if actor.may(Permission.meeting_read) else []


def _create_url(actor: Actor) -> str | None:
    """Where an application begins, for whoever may enter one."""
    return url_for("ApplicationView.add") if actor.may(Permission.application_create) else None


def _tiles(noun: Noun, actor: Actor) -> Iterable[dict[str, Any]]:
    model = noun.model
    query = select(model.state, func.count()).where(visible(model, actor)).group_by(model.state)
    counts = dict(db.session.execute(query).all())
    for state, (label, tone) in noun.queues.items():
        count = counts.get(model.state.type.python_type(state), 0)
        yield {
            "label": str(label),
            "hint": str(noun.label),
            "count": count,
            "tone": tone if count else "neutral",
            "url": url_for(noun.endpoint, _flt_0_state=state),
        }


def _lights(noun: Noun, actor: Actor) -> dict[str, Any]:
    """How many are due soon, overdue or paused; a number opens the list of them."""
    rows = db.session.query(noun.model).filter(visible(noun.model, actor))
    counts = light_counts(rows, noun.model)
    pressing = {one: counts[one] for one in (Light.overdue, Light.soon, Light.paused)}
    return {
        "label": gettext("Time limits: %(noun)s", noun=noun.label),
        "chips": chips(pressing, lambda one: f"{url_for(noun.endpoint)}?{PARAMETER}={one}"),
    }


def _waiting(noun: Noun, actor: Actor) -> dict[str, Any]:
    """The oldest of what is to be begun."""
    model = noun.model
    query = (
        select(model)
        .where(model.state.in_(noun.waiting), visible(model, actor))
        .order_by(model.id)
        .limit(WAITING)
    )
    return {
        "title": gettext("Waiting longest: %(noun)s", noun=noun.label),
        "url": url_for(noun.endpoint),
        "columns": [gettext("Number"), gettext("Enterprise"), gettext("State"), gettext("Since")],
        "rows": [_row(noun, one) for one in db.session.scalars(query)],
    }


def _row(noun: Noun, row: Any) -> list[Any]:
    return [
        display.link(record_url(f"{noun.kind}s", row.id), row.number),
        _what(row),
        display.badge(noun.kind, row.state, noun.states[row.state]),
        display.moment(row.updated_at),
    ]


def _what(row: Any) -> Any:
    """The enterprise; of an approval also what is asked for."""
    if isinstance(row, Approval):
        return display.beneath(row.enterprise, kind_name(row.kind))
    return row.enterprise
