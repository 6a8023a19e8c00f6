"""Which batches an actor sees, and their rows."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.permissions import Permission as P
from app.intake.models import FormDraft, IntakeBatch, IntakeRow
from app.intake.states import Fate, IntakeKind

MAY: Mapping[IntakeKind, P] = {
    IntakeKind.applications: P.application_create,
    IntakeKind.organisations: P.organisation_edit,
    IntakeKind.outlets: P.outlet_edit,
    IntakeKind.fees: P.service_edit,
    IntakeKind.calendars: P.calendar_edit,
}
"""What may be imported by whom: by those who enter it by hand."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Of the kinds that the actor may import: applications of the own outlet, of others all."""
    views: list[ColumnElement[bool]] = []
    for kind, permission in MAY.items():
        if not actor.may(permission):
            continue
        own: ColumnElement[bool] = IntakeBatch.kind == kind
        if kind is IntakeKind.applications:
            mine = IntakeBatch.owner_id == actor.user_id
            near = IntakeBatch.outlet_id == actor.outlet_id
            own &= or_(mine, near) if actor.outlet_id else mine
        views.append(own)
    return or_(false(), *views)


def rows_of(batch_id: int, after: int = 0) -> Select[IntakeRow]:
    """Rows below this line, in the order of the sheet."""
    query = select(IntakeRow).where(IntakeRow.batch_id == batch_id, IntakeRow.line > after)
    return query.order_by(IntakeRow.line)


def tally(session: Session, batch_id: int) -> dict[str, int]:
    """How many rows there are of each outcome and of each fate; one statement."""
    rows = session.execute(
        select(IntakeRow.outcome, IntakeRow.fate, func.count())
        .where(IntakeRow.batch_id == batch_id)
        .group_by(IntakeRow.outcome, IntakeRow.fate)
    )
    counts: Counter[str] = Counter()
    for outcome, fate, count in rows:
        counts[outcome] += count
        if fate:
            counts[fate] += count
    return dict(counts)


def earlier(session: Session, batch: IntakeBatch) -> IntakeBatch | None:
    """A batch with the very same content, the newest; one that was discarded doesn't count."""
    query = select(IntakeBatch).where(
        IntakeBatch.digest == batch.digest,
        IntakeBatch.kind == batch.kind,
        IntakeBatch.id < batch.id,
        IntakeBatch.state != "discarded",
    )
    return session.scalar(query.order_by(IntakeBatch.id.desc()).limit(1))


def written(batch_id: int, after: int = 0) -> Select[IntakeRow]:
    """Rows that were written and not undone."""
    return rows_of(batch_id, after).where(IntakeRow.fate == Fate.done)


def visible_drafts(actor: Actor) -> ColumnElement[bool]:
    """One's own, whoever one stands in for."""
    return FormDraft.person_id == actor.user_id if actor.user_id else false()
