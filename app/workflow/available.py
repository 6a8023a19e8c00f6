"""Every action with allowed, or the reason why not: one function for every face (DESIGN §1)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import catalogue
from app.foundation.actor import Actor
from app.foundation.errors import DomainError
from app.tickets.models import Ticket
from app.workflow.action import Action, actions_of
from app.workflow.asked import refusal
from app.workflow.directory import Directory
from app.workflow.setting import Row, Setting


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
    """Row id → every action of the noun: at most two statements for a whole page.

    The rows must have come through the noun's `visible_to(actor)`.
    """
    actions, known = actions_of(noun), catalogue(session)
    directory = Directory(session)
    siblings = _tickets(session, rows) if noun == "applications" else {}
    found: dict[int, list[Availability]] = {}
    for row in rows:
        setting = Setting(row, siblings.get(row.id, []), actor, known, directory)
        found[row.id] = [Availability(one, setting, refusal(one, setting)) for one in actions]
    return found


def _tickets(session: Session, rows: Sequence[Row]) -> dict[int, list[Ticket]]:
    grouped: dict[int, list[Ticket]] = defaultdict(list)
    query = select(Ticket).where(Ticket.application_id.in_([row.id for row in rows]))
    for ticket in session.scalars(query.order_by(Ticket.id)):
        grouped[ticket.application_id].append(ticket)
    return grouped
