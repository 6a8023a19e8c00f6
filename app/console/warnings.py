"""Warnings on the timeline of a record: which limit reached what, and who was told."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.console import display
from app.console.notices import AUDIENCES, late
from app.console.timeline_kinds import EntryKind
from app.foundation.labels import text
from app.journal.models import Notice
from app.sla.states import NODE_LABELS
from app.workflow.directory import Place, places
from app.workflow.setting import Row

Told = tuple[Notice, Place | None]


def warnings(session: Session, rows: Collection[Row]) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """When each was told, and how the timeline shows it; one statement."""
    cases = {getattr(row, "application_id", row.id) for row in rows}
    query = (
        select(Notice)
        .where(Notice.application_id.in_(cases), Notice.kind == "level")
        .order_by(Notice.id)
    )
    numbers = {(row.__tablename__, row.id): row.number for row in rows}
    whose = places(session).organisations
    found = [
        (notice, whose.get(notice.organisation_id))
        for notice in session.scalars(query)
        if (notice.subject_kind, notice.subject_id) in numbers
    ]
    for _, group in groupby(found, key=_one_warning):
        told = list(group)
        yield told[0][0].created_at, _item(told)


def _one_warning(told: Told) -> tuple[Any, ...]:
    notice, params = told[0], told[0].params
    names = ("node", "basis", "code", "due_at")
    subject = notice.subject_kind, notice.subject_id, notice.created_at
    return (*subject, *(params.get(one) for one in names))


def _item(told: list[Told]) -> dict[str, Any]:
    notice = told[0][0]
    params = notice.params
    node, level = text(NODE_LABELS[params["node"]]), text(params["level"])
    return {
        "kinds": frozenset({EntryKind.limit}),
        "at": display.moment(notice.created_at),
        "gap": late(params.get("late_seconds", 0)) or None,
        "who": gettext("The system"),
        "role": "",
        "face": "",
        "verb_label": gettext("Warning · %(node)s: %(level)s", node=node, level=level),
        "note": "\n".join(_notes(told)),
        "changes": [],
        "state_from": None,
        "state_to": None,
    }


def _notes(told: list[Told]) -> Iterable[str]:
    params = told[0][0].params
    yield display.paired(gettext("Number"), params["number"])
    if params.get("due_at"):
        yield display.paired(gettext("Due"), display.moment_of(params["due_at"]))
    names = (
        gettext("%(organisation)s (%(audience)s)", organisation=display.named(organisation),
                audience=text(AUDIENCES[notice.audience]))
        for notice, organisation in told
    )  # fmt: skip
    yield display.paired(gettext("Told to"), gettext(", ").join(names))
