"""What files can be attached to, and who sees them: whoever sees the record (DESIGN §1)."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.approvals.models import Approval, PackageDrawing
from app.catalog.queries import catalogue
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Forbidden, NotFound
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.journal.models import Attachment
from app.workflow.approvals.relations import decided
from app.workflow.beside import Beside
from app.workflow.directory import Directory
from app.workflow.nouns import NOUNS
from app.workflow.relations import received, worked_or_received
from app.workflow.setting import Setting

RELATIONS: Mapping[str, Callable[[Setting], Message | None]] = {
    "applications": received,
    "tickets": worked_or_received,
    "approvals": decided,
}
"""Noun → why an actor has nothing to do with a row; None for those who may attach to it."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of attachments: those of records that the actor sees.

    Whoever sees an approval sees the drawings of its package, too.
    """
    of_records = (
        (Attachment.subject_kind == one.kind)
        & exists().where(one.model.id == Attachment.subject_id, one.visible(actor))
        for one in NOUNS.values()
    )
    drawn = exists().where(
        PackageDrawing.attachment_id == Attachment.id,
        PackageDrawing.package_id == Approval.package_id,
        NOUNS["approvals"].visible(actor),
    )
    return or_(*of_records, drawn)


def visible_row(session: Session, noun: str, row_id: int, actor: Actor) -> Any:
    """The row as it is now; raises NotFound when it is absent, not visible, or takes no files."""
    if noun not in NOUNS:
        raise NotFound
    model: Any = NOUNS[noun].model
    query = select(model).where(model.id == row_id, NOUNS[noun].visible(actor))
    row = session.scalar(query, execution_options={"populate_existing": True})
    if row is None:
        raise NotFound
    return row


def refusal(session: Session, noun: str, row: Any, actor: Actor) -> DomainError | None:
    """Why the actor can't attach anything to this visible row; None for those who can."""
    if not actor.may(Permission.attachment_add):
        return Forbidden(say("Your role does not include attaching files."))
    setting = Setting(row, (), actor, catalogue(session), Directory(session), Beside())
    why = RELATIONS[noun](setting)
    return Forbidden(why) if why else None
