"""A row of a spreadsheet pasted into the official form, read by the same columns as an import."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.access.actors import current_actor
from app.console.merging import put
from app.extensions import db
from app.foundation.errors import Problems
from app.foundation.messages import Message, say
from app.intake.rules.columns import Column, propose, values_of
from app.intake.rules.sheets import MOST_COLUMNS
from app.intake.states import IntakeKind
from app.workflow.intake.subjects import INTAKES, Scene

SERVICES = "services."
NOT_ASKED = frozenset({"number", "occurred_at"})
"""Columns of an import that a new form doesn't ask."""
HEADERS = 2
"""So many names of columns make a row a header."""
LONGEST = 40_000
"""Characters."""


@dataclass
class Pasted:
    """What became of a row: the form's inputs, what is wrong by field, and what is said on top."""

    sent: "MultiDict[str, str]"
    problems: Problems = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)


def paste(form: Mapping[str, Any]) -> Pasted:
    """The form with the pasted row in it; what the row doesn't hold stays as it was typed."""
    found = Pasted(MultiDict(form))
    columns = INTAKES[IntakeKind.applications].columns(Scene(db.session(), current_actor()))
    headers, rows = _rows(found.sent.get("pasted", "")[:LONGEST], columns)
    if not rows:
        found.notes.append(say("There is no row: copy the row's cells in the spreadsheet."))
        return found
    if len(rows) > 1:
        found.notes.append(say("Only the first row was taken; several are for an import."))
    cells, unknown = _cells(headers, rows[0], columns)
    if unknown:
        found.notes.append(
            say("Not understood: %(columns)s.", columns=str(say(", ")).join(unknown))
        )
    values, found.problems = values_of(columns, cells)
    _fill(found, columns, values)
    return found


def _rows(
    pasted: str, columns: Sequence[Column]
) -> tuple[list[str | None] | None, list[list[str]]]:
    """What each column is, where a header says so, and the rows below."""
    try:
        read = csv.reader(io.StringIO(pasted, newline=""), "excel-tab")
        rows = [[cell.strip() for cell in one[:MOST_COLUMNS]] for one in read]
    except csv.Error:
        return None, []
    rows = [one for one in rows if len(one) > 1 and any(one)]
    guessed = propose(rows[0], columns, {}) if rows else []
    if sum(one is not None for one in guessed) < HEADERS:
        return None, rows
    names = [one or f"? {said}" for one, said in zip(guessed, rows[0], strict=True)]
    return list(names), rows[1:]


def _cells(
    headers: Sequence[str | None] | None, row: Sequence[str], columns: Sequence[Column]
) -> tuple[dict[str, str], list[str]]:
    """Cells by column, and the names of columns that hold something nobody asks here."""
    known = {one.id: one for one in columns if one.path not in NOT_ASKED}
    ids = headers or [one.id for one in columns]
    cells, unknown = {}, []
    for at, cell in enumerate(row):
        name = ids[at] if at < len(ids) else None
        if name in known:
            cells[str(name)] = cell
        elif cell:
            asked = next((one.label() for one in columns if one.id == name), None)
            unknown.append(asked or (name or cell).removeprefix("? ")[:40])
    return cells, unknown


def _fill(found: Pasted, columns: Sequence[Column], values: Mapping[str, Any]) -> None:
    fields = {one.path: one.field for one in columns}
    for path, value in values.items():
        service, _, name = path.removeprefix(SERVICES).partition(".")
        put(found.sent, fields[path], value, f"{service}-{name}" if name else service)
        if name and service not in found.sent.getlist("services"):
            found.sent.add("services", service)
