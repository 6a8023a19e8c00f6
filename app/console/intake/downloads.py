"""Workbooks of an import, and the rows of its matching page."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import or_, select

from app.foundation.labels import language
from app.intake.models import IntakeRow
from app.intake.queries import rows_of
from app.intake.rules.books import template, with_errors
from app.intake.rules.sentences import all_told, told
from app.intake.states import KIND_LABELS, Fate, IntakeKind, Outcome
from app.workflow.intake.subjects import INTAKES, Scene

SAMPLES = 3


def template_of(scene: Scene, kind: IntakeKind) -> bytes:
    """The columns of today's forms, in the reader's language."""
    return template(str(KIND_LABELS[kind]), INTAKES[kind].columns(scene), language())


def errors_of(page: Any) -> bytes:
    """The rows that need another look, as they stand now."""
    batch = page.batch
    query = rows_of(batch.id).where(
        or_(IntakeRow.outcome == Outcome.wrong, IntakeRow.fate == Fate.refused)
    )
    rows = page.session.scalars(query)
    told_rows = (_told(page, row) for row in rows)
    return with_errors(str(KIND_LABELS[batch.kind]), batch.headers, told_rows, language())


def _told(page: Any, row: IntakeRow) -> tuple[Sequence[str], set[int], str]:
    problems = all_told(row.problems)
    matched = [page.columns.get(one or "") for one in page.batch.matching]
    wrong = {at for at, one in enumerate(matched) if one and one.path in problems}
    labels = {one.path: one.label() for one in page.columns.values()}
    colon = gettext(": ")
    said = [
        f"{labels[path]}{colon}{one}" if path in labels else one for path, one in problems.items()
    ]
    return row.cells, wrong, "\n".join(said) or told(row.why)


def matching_of(page: Any, matching: Sequence[str | None]) -> Iterator[dict[str, Any]]:
    """Each column of the sheet with some of its cells and what it is read as."""
    batch = page.batch
    first = list(
        page.session.scalars(
            select(IntakeRow.cells)
            .where(IntakeRow.batch_id == batch.id)
            .order_by(IntakeRow.line)
            .limit(SAMPLES)
        )
    )
    for at, header in enumerate(batch.headers):
        yield {
            "name": f"column-{at}",
            "header": header or gettext("(no heading)"),
            "samples": [cells[at] for cells in first if cells[at]],
            "chosen": matching[at],
            "options": [(one.id, one.label()) for one in page.columns.values()],
        }


def missing_of(page: Any, matching: Sequence[str | None]) -> list[str]:
    """Required columns that the sheet lacks: only rows about what is there can do without."""
    return [
        one.label()
        for one in page.columns.values()
        if one.required and one.field.default is None and one.id not in matching
    ]
