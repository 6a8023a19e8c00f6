"""Everything one door call works on: loaded under lock, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.catalog.queries import Catalogue, catalogue
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.sla.models import Clock
from app.sla.queries import limits
from app.tickets.models import Ticket
from app.workflow.case import Case
from app.workflow.directory import Directory
from app.workflow.setting import Row, Setting


@dataclass
class Batch:
    """The locked cases of a set of rows."""

    actor: Actor
    catalogue: Catalogue
    directory: Directory
    cases: Sequence[Case]
    rows: dict[int, tuple[Row, Case]]

    def case_of(self, row_id: int) -> Case:
        """The case that a row of the set belongs to."""
        return self.rows[row_id][1]

    def setting(self, row_id: int) -> Setting:
        """What the declarations look at; raises NotFound for a row that isn't there."""
        if row_id not in self.rows:
            raise NotFound
        row, case = self.rows[row_id]
        return Setting(row, case.tickets, self.actor, self.catalogue, self.directory)


def load(session: Session, noun: str, ids: Sequence[int], actor: Actor) -> Batch:
    """Lock the applications, their tickets, their open clocks, each in the order of their ids."""
    application_ids = sorted(set(ids))
    if noun == "tickets":
        query = select(Ticket.application_id).where(Ticket.id.in_(application_ids))
        application_ids = sorted(set(session.scalars(query)))
    known = limits(session)
    cases = {
        one.id: Case(one, known)
        for one in session.scalars(_locked(Application, Application.id.in_(application_ids)))
    }
    for ticket in session.scalars(_locked(Ticket, Ticket.application_id.in_(application_ids))):
        cases[ticket.application_id].tickets.append(ticket)
    running = Clock.application_id.in_(application_ids) & Clock.stopped_at.is_(None)
    for one in session.scalars(_locked(Clock, running)):
        cases[one.application_id].take(one)
    for case in cases.values():
        case.remember()
    return Batch(
        actor, catalogue(session), Directory(session), list(cases.values()), _rows(noun, ids, cases)
    )


def _locked(model: Any, condition: Any) -> Any:
    query = select(model).where(condition).order_by(model.id).with_for_update()
    return query.execution_options(populate_existing=True)


def _rows(noun: str, ids: Sequence[int], cases: dict[int, Case]) -> dict[int, tuple[Row, Case]]:
    found: dict[int, tuple[Row, Case]] = {}
    for case in cases.values():
        rows: Sequence[Row] = case.tickets if noun == "tickets" else [case.application]
        found |= {row.id: (row, case) for row in rows if row.id in ids}
    return found
