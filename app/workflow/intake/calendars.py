"""Days of calendars from a sheet: prepared as one change, which another person confirms."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.catalog.kinds import Field, clean_form, make_field
from app.foundation.errors import DomainError, Invalid, Stale
from app.foundation.labels import Label
from app.foundation.messages import say
from app.intake.models import IntakeRow
from app.intake.rules.columns import Column, columns_of
from app.intake.states import IntakeKind, Outcome
from app.sla.models import CalendarVersion
from app.sla.queries import calendars_in_force
from app.sla.rules.calendar import CalendarError, compile_calendar
from app.sla.rules.revising import row_of, with_day, year_of
from app.workflow.calendars.days import DAY, entered_day, stored_day
from app.workflow.calendars.proposals import pending
from app.workflow.calendars.propose import prepare
from app.workflow.intake.subjects import INTAKES, SINCE, Intake, Line, Scene, undone

ON = make_field({"id": "date", "type": "date", "label": say("Day"), "required": True})
NAMES = ("windows", "zh", "en")
Document = Mapping[str, Any]
Dated = tuple[date, dict[str, Any] | None]
"""A day, and how it shall be arranged; None: like any of its weekday."""


class Calendars(Intake):
    """A day a row."""

    kind = IntakeKind.calendars
    most = 1_000

    def columns(self, scene: Scene) -> Sequence[Column]:
        """The calendar, the day, and what its form asks."""
        return columns_of(_fields(_documents(scene)))

    def check(self, scene: Scene, lines: Sequence[Line]) -> None:
        """Compared with what waits to be confirmed, else with what is in force."""
        documents = _documents(scene)
        fields = _fields(documents)
        for line in lines:
            try:
                clean = clean_form(fields, line.values)
            except Invalid as invalid:
                line.refuse(invalid.errors)
                continue
            code, day = clean["calendar"], date.fromisoformat(clean["date"])
            line.key = f"{code}/{day}"
            if year_of(documents[code], day.year) is None:
                line.wrong("date", say("The calendar has no such year."))
                continue
            row = entered_day(day, {name: clean.get(name) for name in ("kind", *NAMES)})
            _compare(line, documents[code], day, row)

    def write(self, scene: Scene, lines: Sequence[Line]) -> None:
        """One change of each calendar; somebody else's that waits keeps all its rows out."""
        for code, own in _by_calendar(lines, lambda line: line.key or "").items():
            wanted = [(line, line.work) for line in own if line.outcome is not Outcome.same]
            if not wanted:
                continue
            try:
                made = prepare(
                    scene.session, code, _days(work for _, work in wanted), scene.actor,
                    note=scene.file_name,
                )  # fmt: skip
            except DomainError as error:
                for line, _ in wanted:
                    line.refused(error)
                continue
            for line, (_, row) in wanted:
                line.before = {"was": line.before, "is": row}
                line.written(made.id)

    def undo(self, scene: Scene, rows: Sequence[IntakeRow]) -> None:
        """The former days are prepared: what was not confirmed yet is simply taken back."""
        documents = _documents(scene)
        for code, own in _by_calendar(rows, lambda row: row.key or "").items():
            back: list[tuple[IntakeRow, Dated]] = []
            for row in own:
                day, kept = date.fromisoformat((row.key or "").split("/")[1]), row.before or {}
                if row_of(documents[code], day) != kept.get("is"):
                    undone(row, Stale(SINCE))
                else:
                    back.append((row, (day, kept.get("was"))))
            if not back:
                continue
            error = None
            try:
                prepare(scene.session, code, _days(work for _, work in back), scene.actor)
            except DomainError as refused:
                error = refused
            for row, _ in back:
                undone(row, error)


def _documents(scene: Scene) -> dict[str, Document]:
    """Code → the calendar as it would be with what waits to be confirmed."""
    query = select(CalendarVersion.calendar, CalendarVersion.document)
    rows = scene.session.execute(query.where(CalendarVersion.id.in_(calendars_in_force()))).all()
    waiting = {code: pending(scene.session, code) for code, _ in rows}
    found = {}
    for code, document in rows:
        proposal = waiting[code]
        found[code] = proposal.document if proposal else document
    return found


def _fields(documents: Mapping[str, Document]) -> tuple[Field, ...]:
    labels: dict[str, Label] = {code: one["label"] for code, one in documents.items()}
    choices = [{"code": code, "label": label} for code, label in labels.items()]
    spec = {"id": "calendar", "type": "choice", "label": say("Calendar"), "choices": choices}
    only = next(iter(labels)) if len(labels) == 1 else None
    return (make_field(spec | {"required": True, "default": only}), ON, *map(_free, DAY))


def _free(one: Field) -> Field:
    return replace(one, examples=())


def _compare(line: Line, document: Document, day: date, row: dict[str, Any] | None) -> None:
    found = row_of(document, day)
    line.work, line.before = (day, row), dict(found) if found else None
    if found == row:
        line.outcome = Outcome.same
        return
    line.outcome = Outcome.new if found is None else Outcome.changed
    old, new = stored_day(found), stored_day(row)
    for one in DAY:
        if found is not None and old.get(one.id) != new.get(one.id):
            before, after = old.get(one.id) or None, new.get(one.id) or None
            line.diff.append([one.id, one.show(before), one.show(after)])
    try:
        compile_calendar(with_day(document, day, row))
    except CalendarError as error:
        for _, said in error.problems:
            line.wrong("windows", said)


def _days(wanted: Iterable[Dated]) -> Callable[[Document], Document]:
    rows = list(wanted)

    def change(document: Document) -> Document:
        for day, row in rows:
            document = with_day(document, day, row)
        return document

    return change


def _by_calendar(rows: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for one in rows:
        found[key(one).split("/")[0]].append(one)
    return found


INTAKES.add(IntakeKind.calendars, Calendars())
