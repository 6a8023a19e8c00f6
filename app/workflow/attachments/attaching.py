"""A file comes in: checked, put by, and then named by a row and an event in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.catalog.kinds import Field, make_field
from app.catalog.queries import Catalogue, catalogue
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import DomainError
from app.foundation.messages import say
from app.journal.models import Attachment
from app.journal.rules.contents import FILE, Content, examined, too_large
from app.journal.rules.names import shown_name
from app.journal.states import PURPOSE_LABELS, Purpose
from app.workflow.attachments.store import Store
from app.workflow.attachments.subjects import refusal, visible_row
from app.workflow.journalling import Deed, event_of, snapshot, write
from app.workflow.nouns import NOUNS, application_id
from app.workflow.transaction import writing

VERB = "attach"
MEGABYTE = 1024 * 1024
TOLD: Sequence[Field] = (
    make_field({"id": "file_name", "type": "text", "label": say("File"), "personal": True}),
    make_field(
        {
            "id": "purpose",
            "type": "choice",
            "label": say("Purpose of the file"),
            "choices": [{"code": one, "label": said} for one, said in PURPOSE_LABELS.items()],
        }
    ),
)
"""What the journal tells of it; a name may be that of a person, so it can be erased."""


class TooLarge(DomainError):
    """More than the county takes."""

    status: ClassVar[int] = 413
    kind: ClassVar[str] = "too-large"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; without a purpose it gets the usual one of its type."""

    stream: IO[bytes]
    name: str
    purpose: Purpose | None = None
    keep_position: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """The row, and whether it is new: the same content is attached to a record once."""

    id: int
    digest: str
    new: bool


def most_megabytes(known: Catalogue) -> int:
    """How large one file may be in this county."""
    return known.county.attachment_max_mb


def attach(noun: str, row_id: int, upload: Upload, actor: Actor) -> Attached:
    """Attach a file to a row.

    Raises NotFound, Forbidden, TooLarge, or Invalid at the field `file`; then nothing is kept.
    """
    session = db.session()
    case_id = application_id(_permitted(session, noun, row_id, actor))
    content = examined(
        _read(upload.stream, most_megabytes(catalogue(session))),
        keep_position=upload.keep_position,
    )
    name = shown_name(upload.name, content.type)
    digest = Store.ours().keep(content)
    with writing() as session:
        locked = select(Application.id).where(Application.id == case_id).with_for_update()
        session.execute(locked)
        row = _permitted(session, noun, row_id, actor)
        same = select(Attachment.id).where(
            Attachment.subject_kind == NOUNS[noun].kind,
            Attachment.subject_id == row_id,
            Attachment.digest == digest,
        )
        if (there := session.scalar(same)) is not None:
            return Attached(there, digest, new=False)
        made = _row(row, content, actor, digest)
        made.name, made.purpose = name, upload.purpose or content.type.purpose
        session.add(made)
        session.flush()
        _journal(session, row, made, actor)
        return Attached(made.id, digest, new=True)


def _permitted(session: Session, noun: str, row_id: int, actor: Actor) -> Any:
    row = visible_row(session, noun, row_id, actor)
    if error := refusal(session, noun, row, actor):
        raise error
    return row


def _read(stream: IO[bytes], megabytes: int) -> bytes:
    data = stream.read(megabytes * MEGABYTE + 1)
    if len(data) > megabytes * MEGABYTE:
        said = too_large(megabytes)
        raise TooLarge(said, {FILE: [said]})
    return data


def _row(row: Any, content: Content, actor: Actor, digest: str) -> Attachment:
    return Attachment(
        digest=digest,
        media_type=content.type.media_type,
        size=len(content.data),
        width=content.width,
        height=content.height,
        position_kept=content.position_kept,
        subject_kind=row.__tablename__,
        subject_id=row.id,
        application_id=application_id(row),
        organisation_id=actor.organisation_id,
        uploaded_by_id=actor.user_id,
        uploaded_by_name=actor.name,
    )


def _journal(session: Session, row: Any, made: Attachment, actor: Actor) -> None:
    """An event of the record; its version stays, so that open forms are not stale by this."""
    told = {"file_name": made.name, "purpose": made.purpose, "digest": made.digest}
    now = snapshot(row)
    deed = Deed(VERB, actor, catalogue(session))
    write(
        session,
        [event_of(deed, row, (now, now), at=made.created_at, entered=told, asked=TOLD)],
    )
