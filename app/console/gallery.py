"""The files of a record as its page shows them, and what the form for new ones needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.actors import current_actor
from app.access.scoped import visible
from app.console import display
from app.console.naming import known, ticket_name
from app.extensions import db
from app.foundation.labels import text
from app.journal.models import Attachment
from app.journal.rules.contents import TYPES
from app.journal.states import PURPOSE_LABELS
from app.workflow.attachments.attaching import MEGABYTE, most_megabytes
from app.workflow.attachments.subjects import refusal
from app.workflow.nouns import application_id

ACCEPT = ",".join(
    [one.media_type for one in TYPES]
    + [f".{extension}" for one in TYPES for extension in one.extensions]
)
"""What browsers offer when somebody looks for a file."""
KILOBYTE = 1024


def of_ticket(page: Any) -> Mapping[str, Any]:
    """The ticket's own files, and those of its application."""
    rows = [(gettext("Of this ticket"), page.ticket)]
    if page.application is not None:
        rows.append((gettext("Of the application"), page.application))
    return _told("tickets", rows)


def of_application(page: Any) -> Mapping[str, Any]:
    """The application's own files, and those of its tickets that the reader sees."""
    rows = [(gettext("Of this application"), page.application)]
    rows += [(ticket_name(ticket), ticket) for ticket in page.tickets]
    return _told("applications", rows)


def of_approval(page: Any) -> Mapping[str, Any]:
    """What the department attached, and the drawings of the package."""
    approval = page.approval
    told = _told("approvals", [(gettext("Of this approval"), approval)])
    drawn = {one.attachment_id for one in approval.package.drawings}
    items = [item(one) for one in _seen(approval) if one.id in drawn]
    drawings = {"label": gettext("Drawings of the package"), "items": items}
    return told | {"others": [drawings] if items else []}


def _seen(row: Any) -> list[Attachment]:
    """Every file of the case that the reader sees, the newest first."""
    query = (
        select(Attachment)
        .where(
            Attachment.application_id == application_id(row), visible(Attachment, current_actor())
        )
        .options(joinedload(Attachment.organisation))
        .order_by(Attachment.id.desc())
    )
    return list(db.session.scalars(query))


def _belongs(one: Attachment, row: Any) -> bool:
    return (one.subject_kind, one.subject_id) == (row.__tablename__, row.id)


def _told(noun: str, rows: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The first row is the page's own; of the others only those with files are shown."""
    mine = rows[0][1]
    seen = _seen(mine)
    own, *others = [
        {"label": label, "items": [item(one) for one in seen if _belongs(one, row)]}
        for label, row in rows
    ]
    why_not = refusal(db.session(), noun, mine, current_actor())
    return {
        "own": own,
        "others": [one for one in others if one["items"]],
        "attach": None if why_not else attach_form(noun, mine.id),
    }


def attach_form(noun: str, row_id: int) -> dict[str, Any]:
    """Where new files of a row go, and what is taken."""
    most = most_megabytes(known())
    return {
        "url": url_for("AttachmentView.add", noun=noun, pk=row_id),
        "accept": ACCEPT,
        "most": most * MEGABYTE,
        "megabytes": most,
        "purposes": [(str(code), text(label)) for code, label in PURPOSE_LABELS.items()],
    }


def told(one: Attachment) -> dict[str, Any]:
    """A file as the script takes it that has just sent it."""
    return {
        "digest": one.digest,
        "name": one.name,
        "url": url_for("AttachmentView.content", pk=one.id),
        "thumbnail": thumbnail_url(one.id) if one.width else None,
        "extension": extension(one.name),
    }


def item(one: Attachment) -> dict[str, Any]:
    """A file as the gallery shows it."""
    who = [one.uploaded_by_name, display.named(one.organisation) if one.organisation else ""]
    return told(one) | {
        "size": size(one.size),
        "pixels": f"{one.width} × {one.height}" if one.width else "",
        "who": " · ".join(filter(None, who)),
        "when": display.moment(one.created_at),
        "purpose": text(PURPOSE_LABELS[one.purpose]),
        "position_kept": one.position_kept,
    }


def thumbnail_url(attachment_id: int) -> str:
    return url_for("AttachmentView.thumbnail", pk=attachment_id)


def extension(name: str) -> str:
    """What stands in place of a picture."""
    return name.rpartition(".")[2].upper()


def size(length: int) -> str:
    """Bytes in the unit people read."""
    if length < MEGABYTE:
        return f"{max(1, round(length / KILOBYTE))} KB"
    return f"{length / MEGABYTE:.1f} MB"
