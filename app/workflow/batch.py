"""Everything one door call works on: loaded under lock, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.approvals.models import Approval
from app.catalog.queries import Catalogue, catalogue
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.sla.models import Clock, Extension, SupervisionItem
from app.sla.queries import limits
from app.tickets.models import Ticket
from app.workflow.beside import Beside
from app.workflow.case import Case
from app.workflow.directory import Directory
from app.workflow.nouns import NOUNS
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
        return Setting(
            row, case.tickets, self.actor, self.catalogue, self.directory, case.beside,
            case.timing(row),
        )  # fmt: skip


def load(session: Session, noun: str, ids: Sequence[int], actor: Actor) -> Batch:
    """Lock the applications, their rows, their open clocks, each in the order of their ids."""
    application_ids = sorted(set(ids))
    model: Any = NOUNS[noun].model
    if model is not Application:
        query = select(model.application_id).where(model.id.in_(application_ids))
        application_ids = sorted(set(session.scalars(query)))
    known, beside = limits(session), Beside(session, application_ids, locked=True)
    cases = {
        one.id: Case(one, known, beside)
        for one in session.scalars(_locked(Application, Application.id.in_(application_ids)))
    }
    for part in (Ticket, Approval):
        query = _locked(part, part.application_id.in_(application_ids))
        beside.know(part, session.scalars(query))
    for case in cases.values():
        case.tickets += beside.of(Ticket, case.application.id)
        case.approvals += beside.of(Approval, case.application.id)
    running = Clock.application_id.in_(application_ids) & Clock.stopped_at.is_(None)
    for clock in session.scalars(_locked(Clock, running)):
        cases[clock.application_id].take(clock)
    _beside(session, cases, running)
    for case in cases.values():
        case.remember()
    return Batch(
        actor,
        catalogue(session),
        Directory(session),
        list(cases.values()),
        _rows(model, ids, cases),
    )


def _beside(session: Session, cases: Mapping[int, Case], running: ColumnElement[bool]) -> None:
    """Extensions of open clocks and supervisions without a reply: the rows' locks hold them too."""
    fresh = {"populate_existing": True}
    asked = select(Extension, Clock.application_id).join(Clock).where(running)
    for extension, application_id in session.execute(asked, execution_options=fresh):
        cases[application_id].extensions.append(extension)
    waiting = SupervisionItem.application_id.in_(list(cases)) & SupervisionItem.replied_at.is_(None)
    query = select(SupervisionItem).where(waiting).order_by(SupervisionItem.id)
    for item in session.scalars(query, execution_options=fresh):
        cases[item.application_id].supervisions.append(item)


def _locked(model: Any, condition: Any) -> Any:
    query = select(model).where(condition).order_by(model.id).with_for_update()
    return query.execution_options(populate_existing=True)


def _rows(
    model: type[Row], ids: Sequence[int], cases: Mapping[int, Case]
) -> dict[int, tuple[Row, Case]]:
    return {
        row.id: (row, case)
        for case in cases.values()
        for row in case.subjects
        if type(row) is model and row.id in ids
    }
