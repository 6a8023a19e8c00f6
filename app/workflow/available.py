"""Every action with allowed, or the reason why not: one function for every face (DESIGN §1)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import catalogue
from app.foundation.actor import Actor
from app.foundation.errors import DomainError
from app.foundation.permissions import Permission
from app.sla.models import Clock, Extension
from app.sla.queries import limits
from app.tickets.models import Ticket
from app.workflow.action import Action, actions_of
from app.workflow.asked import refusal
from app.workflow.beside import Beside
from app.workflow.directory import Directory
from app.workflow.nouns import application_id
from app.workflow.setting import Row, Setting, Timing

EXTENDING = (Permission.ticket_request_extension, Permission.ticket_decide_extension)


@dataclass(frozen=True, slots=True)
class Availability:
    """An action beside a row; `why_not` is None when it is allowed."""

    action: Action
    setting: Setting
    why_not: DomainError | None

    @property
    def allowed(self) -> bool:
        """Whether the door would let it through now."""
        return self.why_not is None


def available_actions(
    session: Session, noun: str, rows: Sequence[Row], actor: Actor
) -> dict[int, list[Availability]]:
    """Row id → every action of the noun: at most four statements for a whole page.

    The rows must have come through the noun's `visible_to(actor)`.
    """
    actions, known = actions_of(noun), catalogue(session)
    directory = Directory(session)
    beside = Beside(session, {application_id(row) for row in rows})
    timings = _timings(session, rows, actor) if noun == "tickets" else {}
    found: dict[int, list[Availability]] = {}
    for row in rows:
        timing = timings.get(row.id, Timing())
        siblings = beside.of(Ticket, row.id) if noun == "applications" else []
        setting = Setting(row, siblings, actor, known, directory, beside, timing)
        found[row.id] = [Availability(one, setting, refusal(one, setting)) for one in actions]
    return found


def _timings(session: Session, rows: Sequence[Row], actor: Actor) -> dict[int, Timing]:
    """The open clocks of tickets with their extensions, for those whose business they are.

    Of one ticket those that have stopped, too: its page tells them.
    """
    known = limits(session)
    found = {row.id: Timing(known, [], {}) for row in rows}
    if not any(map(actor.may, EXTENDING)):
        return found
    query = (
        select(Clock, Extension)
        .outerjoin(Extension, Extension.clock_id == Clock.id)
        .where(Clock.subject_kind == Ticket.__tablename__, Clock.subject_id.in_(list(found)))
        .order_by(Clock.id)
    )
    if len(rows) > 1:
        query = query.where(Clock.stopped_at.is_(None))
    clocks: dict[bool, dict[int, list[Clock]]] = {True: defaultdict(list), False: defaultdict(list)}
    extensions: dict[int, dict[int, Extension]] = defaultdict(dict)
    for one, extension in session.execute(query):
        clocks[one.stopped_at is None][one.subject_id].append(one)
        if extension is not None:
            extensions[one.subject_id][one.id] = extension
    running, ended = clocks[True], clocks[False]
    return {
        one: Timing(
            known, running[one], extensions[one], ended=ended[one] if len(rows) == 1 else None
        )
        for one in found
    }
