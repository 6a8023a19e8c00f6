"""Calendars in a bundle: a document each; bringing one into force makes a new revision."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.kinds.checking import Found
from app.sla.models import CalendarVersion
from app.sla.queries import calendars_in_force
from app.sla.rules.calendar import CalendarError, compile_calendar
from app.workflow.bundle.sections import Row, State
from app.workflow.calendars import recomputing


def publish_calendar(
    session: Session, document: Mapping[str, Any], prepared_by: str, confirmed_by: str | None
) -> CalendarVersion:
    """The next revision of this calendar, in force from now on; open clocks follow in a job."""
    code = document["code"]
    last = select(func.max(CalendarVersion.revision)).where(CalendarVersion.calendar == code)
    version = CalendarVersion(
        calendar=code,
        revision=(session.scalar(last) or 0) + 1,
        document=dict(document),
        prepared_by=prepared_by,
        confirmed_by=confirmed_by,
    )
    session.add(version)
    session.flush()
    recomputing.ask(session, version, confirmed_by or prepared_by)
    return version


@dataclass(frozen=True)
class Calendars:
    """A file each; a calendar that was published stays."""

    name: str = "calendars"
    refers: Mapping[str, str] = field(default_factory=dict)
    folder: bool = True
    single: bool = False
    parted_by: str = ""

    def key(self, row: Row) -> str:
        """The calendar's code."""
        return str(row.get("code", ""))

    def formal(self, row: Any) -> list[Found]:
        """Windows, weekdays, years and days, each at its path."""
        try:
            compile_calendar(row)
        except CalendarError as error:
            return list(error.problems)
        return []

    def check(self, _row: Row, _state: State) -> Iterable[Found]:
        """Nothing beyond its form."""
        return ()

    def read(self, session: Session) -> dict[str, Row]:
        """The latest documents."""
        query = select(CalendarVersion.calendar, CalendarVersion.document)
        rows = session.execute(
            query.where(CalendarVersion.id.in_(calendars_in_force())).order_by(
                CalendarVersion.calendar
            )
        )
        return dict(rows.all())

    def write(self, session: Session, rows: Mapping[str, Row], actor: str) -> None:
        """Publish each document."""
        for row in rows.values():
            publish_calendar(session, row, actor, None)

    def remove(self, _session: Session, _keys: Collection[str]) -> None:
        """Clocks run by it: a calendar that was published stays."""
