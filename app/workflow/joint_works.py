"""Waiting for another utility's part of the works: who, for whom, and until when."""

from collections.abc import Iterable
from datetime import datetime

from app.sitework.models.joint_works import Dependency
from app.sitework.states.joint_works import Milestone
from app.tickets.models import Ticket
from app.tickets.states import ENDED, Stage
from app.workflow.case import Case
from app.workflow.setting import Setting

ORDER = tuple(Stage)
BEGUN = frozenset({Stage.permit, Stage.construct, Stage.inspect, Stage.connect})
"""Stages in which works of one utility can hang on another's."""


def waiting(setting: Setting, application_id: int) -> list[Dependency]:
    """Those of an application that last."""
    every = setting.beside.of(Dependency, application_id)
    return [one for one in every if one.ended_at is None]


def reached(ticket: Ticket, milestone: Milestone) -> bool:
    """Whether a ticket is so far that nobody has to wait for it any more."""
    if ticket.state in ENDED or ticket.connected_at is not None:
        return True
    past = ORDER.index(ticket.stage) > ORDER.index(Stage.construct)
    return milestone is Milestone.constructed and past


def release(case: Case, at: datetime) -> None:
    """End what has come true, or whose ticket has ended; tickets tell whom they wait for."""
    if not any(one.depends_on_id for one in case.tickets):
        return
    tickets = {one.id: one for one in case.tickets}
    lasting = _lasting(case.beside.of(Dependency, case.application.id))
    for one in lasting:
        own = tickets[one.ticket_id]
        if reached(tickets[one.on_ticket_id], one.milestone) or own.state in ENDED:
            one.ended_at = max(at, one.since)
            one.version += 1
            own.depends_on_id = None


def _lasting(every: Iterable[Dependency]) -> list[Dependency]:
    return [one for one in every if one.ended_at is None]
