"""Open clocks follow a new revision of the calendar; the promise that was told stays."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from app.sla.models import CalendarVersion, Clock, Recalculation
from app.sla.queries import limits
from app.sla.rules.clock import schedule
from app.workflow import recalculation
from app.workflow.recalculation import CAUSES, Cause, Change

CAUSE = "calendar"


def ask(session: Session, version: CalendarVersion, asked_by: str) -> None:
    """The job for this revision; before the first one no clock has run."""
    if version.revision > 1:
        detail = {"revision": version.revision}
        recalculation.ask(session, CAUSE, version.calendar, asked_by, detail)


def _every(_session: Session, _job: Recalculation) -> ColumnElement[bool]:
    return true()


def _change(session: Session, _job: Recalculation, _clocks: Sequence[Clock]) -> Change:
    known = limits(session)

    def change(one: Clock) -> None:
        schedule(one, known.versions[one.rule_version_id], known.calendar, tell=False)

    return change


CAUSES.add(CAUSE, Cause(_every, _change))
