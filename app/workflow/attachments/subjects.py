"""What files can be attached to, and who sees them: whoever sees the record (DESIGN §1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.applications.queries import visible_to as visible_applications
from app.catalog.queries import catalogue
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Forbidden, NotFound
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.journal.models import Attachment
from app.tickets.models import Ticket
from app.tickets.queries import visible_to as visible_tickets
from app.workflow.beside import Beside
from app.workflow.directory import Directory
from app.workflow.relations import received, worked_or_received
from app.workflow.setting import Setting


@dataclass(frozen=True)
class Subject:
    """A noun whose rows take files; a new one joins `SUBJECTS` and that is all."""

    model: Any
    visible_to: Callable[[Actor], ColumnElement[bool]]
    relation: Callable[[Setting], Message | None]
    """Why the actor has nothing to do with the row; None for those who may attach to it."""

    @property
    def kind(self) -> str:
        """As attachments and events name it."""
        return str(self.model.__tablename__)


SUBJECTS: Mapping[str, Subject] = {
    "applications": Subject(Application, visible_applications, received),
    "tickets": Subject(Ticket, visible_tickets, worked_or_received),
}
NOUNS: Mapping[str, str] = {one.kind: noun for noun, one in SUBJECTS.items()}
"""Kind of a subject → the noun of its addresses."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of attachments: those of records that the actor sees."""
    return or_(
        false(),
        *(
            (Attachment.subject_kind == one.kind)
            & exists().where(one.model.id == Attachment.subject_id, one.visible_to(actor))
            for one in SUBJECTS.values()
        ),
    )


def visible_row(session: Session, noun: str, row_id: int, actor: Actor) -> Any:
    """The row as it is now; raises NotFound when it is absent, not visible, or takes no files."""
    subject = SUBJECTS.get(noun)
    if subject is None:
        raise NotFound
    model = subject.model
    query = select(model).where(model.id == row_id, subject.visible_to(actor))
    row = session.scalar(query, execution_options={"populate_existing": True})
    if row is None:
        raise NotFound
    return row


def refusal(session: Session, noun: str, row: Any, actor: Actor) -> DomainError | None:
    """Why the actor can't attach anything to this visible row; None for those who can."""
    if not actor.may(Permission.attachment_add):
        return Forbidden(say("Your role does not include attaching files."))
    setting = Setting(row, (), actor, catalogue(session), Directory(session), Beside())
    why = SUBJECTS[noun].relation(setting)
    return Forbidden(why) if why else None


def case_of(row: Any) -> int:
    """The application that a row belongs to, or is."""
    return int(getattr(row, "application_id", row.id))
