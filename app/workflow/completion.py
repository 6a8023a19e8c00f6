"""When an application's tickets are to be connected, and which of them sets the date."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.applications.models import Application
from app.extensions import db
from app.foundation import clock as house_clock
from app.sitework.models.joint_works import Dependency
from app.sitework.rules.joint_works import Leg, critical_path, expected
from app.sitework.states.joint_works import Milestone
from app.sla.models import Clock
from app.sla.queries import Limits, limits
from app.sla.rules.deadline import due
from app.sla.states import Basis, Node
from app.tickets.models import Ticket
from app.tickets.states import ENDED, Stage
from app.workflow.joint_works import ORDER, waiting
from app.workflow.limited import facts
from app.workflow.setting import Setting

LAST = {Node.construct: Stage.construct, Node.connect: Stage.connect}
"""What is left to do once the waiting is over → the stage after which it is done."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Ticket → when it is to be connected; `path` ends with the one that sets the date."""

    expected: Mapping[int, datetime]
    path: Sequence[int]
    waiting: Mapping[int, Dependency]


def completion(application: Application, tickets: Sequence[Ticket], setting: Setting) -> Completion:
    """By the running limits of the tickets and by who waits for whom: two statements.

    A paused limit counts as if it ran on from now.
    """
    session = db.session()
    known, now = limits(session), house_clock.now()
    open_clocks = session.scalars(
        select(Clock).where(
            Clock.application_id == application.id,
            Clock.subject_kind == Ticket.__tablename__,
            Clock.basis == Basis.promised,
            Clock.stopped_at.is_(None),
        )
    )
    dues = {(one.subject_id, one.node): _due(one, known, now) for one in open_clocks}
    waits = {one.ticket_id: one for one in waiting(setting, application.id)}
    legs = [
        _leg(one, dues, waits, _rest(application, one, setting, known))
        for one in tickets
        if one.state not in ENDED and one.connected_at is None
    ]
    return Completion(expected(legs), critical_path(legs), waits)


def _due(one: Clock, known: Limits, now: datetime) -> datetime:
    return one.due_at or known.calendar.add(now, timedelta(seconds=one.left_seconds or 0))


def _leg(
    ticket: Ticket,
    dues: Mapping[tuple[int, Node], datetime],
    waits: Mapping[int, Dependency],
    rest: Callable[[datetime], datetime],
) -> Leg:
    mine = waits.get(ticket.id)
    for_works = all(
        one.milestone is Milestone.constructed
        for one in waits.values()
        if one.on_ticket_id == ticket.id
    )
    return Leg(
        ticket.id,
        dues.get((ticket.id, Node.ticket)),
        dues.get((ticket.id, Node.construct)) if for_works else None,
        mine.on_ticket_id if mine else None,
        rest,
    )


def _rest(
    application: Application, ticket: Ticket, setting: Setting, known: Limits
) -> Callable[[datetime], datetime]:
    """From an instant on, what its own steps that are left may take."""
    on = house_clock.today()
    asked = facts(application, ticket, setting)
    ahead = [node for node, last in LAST.items() if ORDER.index(ticket.stage) <= ORDER.index(last)]
    chosen = (known.choose((node, Basis.promised), asked, on) for node in ahead)
    rules = [one for one in chosen if one is not None]

    def reckoned(at: datetime) -> datetime:
        for rule in rules:
            at = due(known.calendar, at, rule.terms)
        return at

    return reckoned
