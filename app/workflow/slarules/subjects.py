"""Which open clocks a version of a rule concerns, and what conditions ask about their subjects."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.approvals.models import Approval
from app.catalog.queries import catalogue
from app.foundation.actor import Actor
from app.sla.models import Clock, SlaRuleVersion
from app.sla.rules.selection import Facts, Rule
from app.tickets.models import Ticket
from app.workflow.beside import Beside
from app.workflow.directory import Directory
from app.workflow.limited import facts
from app.workflow.setting import Row, Setting

BATCH = 1000
"""Ids in one statement."""


def concerned(rule: Rule) -> ColumnElement[bool]:
    """Open clocks that run by this rule, and those that could come under it."""
    node, basis = rule.slot
    slot = Clock.stopped_at.is_(None) & (Clock.node == node) & (Clock.basis == basis)
    slot &= Clock.rule_version_id != rule.version_id
    if rule.service is None:
        return slot
    own = select(SlaRuleVersion.id).where(SlaRuleVersion.rule == rule.code)
    served = select(Ticket.id).where(Ticket.service == rule.service)
    could = (Clock.subject_kind == Ticket.__tablename__) & Clock.subject_id.in_(served)
    decided = select(Approval.id).where(Approval.service == rule.service)
    could |= (Clock.subject_kind == Approval.__tablename__) & Clock.subject_id.in_(decided)
    return slot & or_(Clock.rule_version_id.in_(own), could)


class Subjects:
    """The rows of some clocks: a statement for each thousand, none for a single one."""

    def __init__(self, session: Session, clocks: Iterable[Any]) -> None:
        clocks = list(clocks)
        ids = sorted({one.application_id for one in clocks})
        self._catalogue, self._directory = catalogue(session), Directory(session)
        self._beside = Beside(session, ids)
        self._applications = {
            one.id: one for one in _rows(session, Application, Application.id, ids)
        }
        self._tickets: dict[int, list[Ticket]] = defaultdict(list)
        for ticket in _rows(session, Ticket, Ticket.application_id, ids):
            self._tickets[ticket.application_id].append(ticket)
        decided = [one.subject_id for one in clocks if one.subject_kind == Approval.__tablename__]
        self._approvals = {
            one.id: one for one in _rows(session, Approval, Approval.id, sorted(set(decided)))
        }

    def row(self, clock: Any) -> Row:
        """What the clock limits."""
        if clock.subject_kind == Application.__tablename__:
            found: Row = self._applications[clock.application_id]
        elif clock.subject_kind == Approval.__tablename__:
            found = self._approvals[clock.subject_id]
        else:
            own = self._tickets[clock.application_id]
            found = next(one for one in own if one.id == clock.subject_id)
        return found

    def facts(self, clock: Any) -> Facts:
        """The same that the door asks when it chooses a rule."""
        row, tickets = self.row(clock), self._tickets[clock.application_id]
        setting = Setting(
            row, tickets, Actor.system(), self._catalogue, self._directory, self._beside
        )
        return facts(self._applications[clock.application_id], row, setting)


def _rows(session: Session, model: Any, column: Any, ids: Sequence[int]) -> Iterable[Any]:
    for first in range(0, len(ids), BATCH):
        some = column.in_(ids[first : first + BATCH])
        yield from session.scalars(select(model).where(some).order_by(model.id))
