"""What a person holds: their cases as first receiver, tickets, actions of meetings, surveys."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.applications.queries import visible_to as visible_applications
from app.applications.states import ENDED, STATE_LABELS
from app.foundation.actor import Actor
from app.foundation.base import UTCDateTime
from app.foundation.messages import Message, say
from app.meetings.models import MeetingAction
from app.meetings.queries import visible_actions
from app.meetings.states import ACTION_LABELS
from app.people.models import Specialist
from app.people.queries import Colleague
from app.sitework.models.surveys import Survey
from app.sitework.states.surveys import OPEN as STANDING
from app.tickets.models import Ticket
from app.tickets.queries import visible_to as visible_tickets
from app.tickets.states import OPEN
from app.tickets.states import STATE_LABELS as TICKET_LABELS
from app.workflow.handover.owed import owed_by


class Kind(StrEnum):
    """What a person can hold; a survey goes with its ticket."""

    applications = "applications"
    tickets = "tickets"
    actions = "actions"
    surveys = "surveys"


KIND_LABELS: Mapping[Kind, Message] = {
    Kind.applications: say("Applications, as first receiver"),
    Kind.tickets: say("Tickets, claimed or as specialist"),
    Kind.actions: say("Agreed at meetings"),
    Kind.surveys: say("Joint surveys"),
}
HANDED_OVER = (Kind.applications, Kind.tickets, Kind.actions)
LABELS: Mapping[Kind, Mapping[str, Message]] = {
    Kind.applications: STATE_LABELS,
    Kind.tickets: TICKET_LABELS,
    Kind.actions: ACTION_LABELS,
}


@dataclass(frozen=True, slots=True)
class Held:
    """One record that lies with the person."""

    kind: Kind
    id: int
    number: str | None
    title: str
    state: str
    due_at: datetime | None


def counts(session: Session, person: Colleague, actor: Actor) -> dict[Kind, int]:
    """How many of each kind, as far as the actor sees them; one statement."""
    each = {
        kind: select(func.count()).select_from(model).where(condition).scalar_subquery()
        for kind, (model, condition) in _held(person, actor).items()
    }
    found = session.execute(select(*each.values())).one()
    return dict(zip(each, found, strict=True))


def rows(session: Session, person: Colleague, actor: Actor, most: int) -> list[Held]:
    """Those that can be handed over, the most urgent first; one statement."""
    held = _held(person, actor)
    each = [_row(kind, *held[kind]) for kind in HANDED_OVER]
    every = union_all(*each).subquery()
    order = (every.c.due_at.is_(None), every.c.due_at, every.c.kind, every.c.id)
    found = session.execute(select(every).order_by(*order).limit(most))
    return [Held(Kind(kind), *rest) for kind, *rest in found]


def ids(session: Session, person: Colleague, kind: Kind, actor: Actor) -> Sequence[int]:
    """All of one kind, the most urgent first."""
    model, condition = _held(person, actor)[kind]
    due = model.due_on if model is MeetingAction else model.due_at
    query = select(model.id).where(condition)
    return session.scalars(query.order_by(due.is_(None), due, model.id)).all()


def loads(
    session: Session, people: Collection[int], actor: Actor
) -> Mapping[tuple[Kind, int], int]:
    """(kind, user) → open applications or tickets that these people hold, 0 unless; one statement.

    One who claimed a ticket and is its specialist too holds it once.
    """
    holder = func.coalesce(Application.first_receiver_id, Application.entered_by_id)
    received = _pairs(Kind.applications, holder, Application.id).where(
        Application.state.not_in(ENDED), holder.in_(people), visible_applications(actor)
    )
    seen = Ticket.state.in_(OPEN) & visible_tickets(actor)
    claimed = _pairs(Kind.tickets, Ticket.assignee_id, Ticket.id)
    named = _pairs(Kind.tickets, Specialist.user_id, Ticket.id).join(
        Specialist, Ticket.specialist_id == Specialist.id
    )
    pairs = union(
        received,
        claimed.where(Ticket.assignee_id.in_(people), seen),
        named.where(Specialist.user_id.in_(people), seen),
    ).subquery()
    kind, person = pairs.c.kind, pairs.c.person
    found = session.execute(select(kind, person, func.count()).group_by(kind, person))
    return Counter({(Kind(kind), person): number for kind, person, number in found})


def _pairs(kind: Kind, person: Any, pk: Any) -> Select[Any, Any, Any]:
    return select(literal(kind.value).label("kind"), person.label("person"), pk.label("id"))


def named(session: Session, records: Iterable[Any]) -> Mapping[tuple[Kind, int], str]:
    """(kind, id) of what was handed over → how people know it; a statement per kind."""
    ids: dict[Kind, set[int]] = {}
    for one in records:
        ids.setdefault(one.kind, set()).add(one.id)
    columns: Mapping[Kind, Any] = {
        Kind.applications: Application.number,
        Kind.tickets: Ticket.number,
        Kind.actions: MeetingAction.text,
    }
    return {
        (kind, pk): number
        for kind, wanted in ids.items()
        for pk, number in session.execute(
            select(columns[kind].class_.id, columns[kind]).where(
                columns[kind].class_.id.in_(wanted)
            )
        )
    }


def _held(person: Colleague, actor: Actor) -> Mapping[Kind, tuple[Any, ColumnElement[bool]]]:
    """Table and condition of each kind."""
    me = person.user_id
    entered = Application.first_receiver_id.is_(None) & (Application.entered_by_id == me)
    received = (Application.first_receiver_id == me) | entered
    own = select(Specialist.id).where(Specialist.user_id == me)
    worked = or_(Ticket.assignee_id == me, Ticket.specialist_id.in_(own)) & Ticket.state.in_(OPEN)
    tickets = worked & visible_tickets(actor)
    led = Survey.ticket_id.in_(select(Ticket.id).where(tickets))
    return {
        Kind.applications: (
            Application,
            received & Application.state.not_in(ENDED) & visible_applications(actor),
        ),
        Kind.tickets: (Ticket, tickets),
        Kind.actions: (MeetingAction, owed_by(person) & visible_actions(actor)),
        Kind.surveys: (Survey, led & Survey.state.in_(STANDING)),
    }


def _row(kind: Kind, model: Any, condition: ColumnElement[bool]) -> Any:
    of_action = model is MeetingAction
    return select(
        literal(kind.value).label("kind"),
        model.id,
        model.number,
        (model.text if of_action else model.enterprise).label("title"),
        cast(model.state, String).label("state"),
        (cast(null(), UTCDateTime) if of_action else model.due_at).label("due_at"),
    ).where(condition)
