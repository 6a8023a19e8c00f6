"""What a form lost when somebody else was quicker: who, when, what, and the difference."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.catalog.kinds import Field
from app.console import display
from app.console.history import Words
from app.console.timeline import verb_label
from app.foundation.labels import text
from app.foundation.messages import say
from app.journal.models import Event
from app.tickets.models import Ticket
from app.workflow.attachments.attaching import VERB as ATTACH
from app.workflow.nouns import BY_KIND

MOST = 20
STATE = say("State")


def stale_notice(
    session: Session,
    words: Words,
    row: Any,
    seen: int,
    typed: Iterable[tuple[Field, Any, Any]] = (),
) -> dict[str, Any]:
    """The template's `stale`: what happened to `row` since its version `seen`.

    `typed` are (field, what was typed, what is stored now) of a form that edits stored values.
    """
    missed = _missed(session, row, seen)
    rows: dict[str, Mapping[str, Any]] = {}
    for event in missed:
        for change in _changes(words, event, row):
            first = rows.get(change["label"], {"mine": change["before"]})
            rows[change["label"]] = {
                "label": change["label"],
                "mine": first["mine"],
                "theirs": change["after"],
            }
    for field, mine, theirs in typed:
        label = text(field.label)
        if mine != theirs:
            rows[label] = {"label": label, "mine": mine, "theirs": theirs}
    last = missed[-1] if missed else None
    return {
        "events": [
            {
                "who": one.actor_name,
                "when": display.moment(one.recorded_at),
                "what": verb_label(one.subject_kind, one.verb),
            }
            for one in missed
        ],
        "who": last.actor_name if last else "",
        "when": display.moment(last.recorded_at if last else row.updated_at),
        "what": verb_label(last.subject_kind, last.verb) if last else "",
        "rows": list(rows.values()),
    }


def _missed(session: Session, row: Any, seen: int) -> list[Event]:
    """As many of its latest events as versions went by, oldest first."""
    query = (
        select(Event)
        .where(Event.subject_kind == row.__tablename__, Event.subject_id == row.id)
        .where(Event.verb != ATTACH)  # a file changes no version
        .options(selectinload(Event.personal))
        .order_by(Event.id.desc())
        .limit(max(1, min(row.version - seen, MOST)))
    )
    return list(session.scalars(query))[::-1]


def _changes(words: Words, event: Event, row: Any) -> list[dict[str, str]]:
    changes = words.changes(event, row if isinstance(row, Ticket) else None)
    noun = BY_KIND.get(event.subject_kind)
    if noun and event.state_before != event.state_after and event.state_before:
        before, after = (
            text(noun.states[one or ""]) for one in (event.state_before, event.state_after)
        )
        changes.insert(0, {"label": str(STATE), "before": before, "after": after})
    return changes
