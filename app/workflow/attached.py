"""Questions that are answered with files of the record: the choices are its own attachments."""

from dataclasses import replace
from typing import Any

from app.catalog.kinds import Field, make_field
from app.catalog.kinds.files import MOST, Files, Offered
from app.foundation.labels import Label
from app.journal.models import Attachment
from app.journal.states import Purpose
from app.workflow.setting import Setting


def files_field(
    setting: Setting,
    field_id: str,
    label: Label,
    *,
    purpose: Purpose = Purpose.other,
    required: bool = False,
    **more: Any,
) -> Field:
    """Asks for files of the setting's row; the answer is a list of digests, absent for none.

    Files attached while answering get `purpose`; those of this purpose are offered first. A
    required answer is only demanded where there is something to choose: say so in `check` else.
    `more` goes to the field (`help` …). Costs one statement per page or door call.
    """
    return make_field(
        {"id": field_id, "type": "files", "label": label, "required": required}
        | {"purpose": str(purpose), "offered": offered(setting, purpose)}
        | more
    )


def bound(setting: Setting, field: Field) -> Field:
    """A service's own question for files, answered with files of the row; others as they are."""
    if not isinstance(field, Files):
        return field
    return replace(field, offered=offered(setting, Purpose.other))


def offered(setting: Setting, purpose: Purpose) -> tuple[Offered, ...] | None:
    """The attachments of the row, those of this purpose first, the newest first among equals."""
    if setting.row.id is None:
        return None
    mine = sorted(attachments_of(setting), key=lambda one: (one.purpose != purpose, -one.id))
    return tuple(
        Offered(one.digest, one.name, one.id, picture=one.width is not None) for one in mine[:MOST]
    )


def attachments_of(setting: Setting) -> list[Attachment]:
    """What is attached to the row itself, the oldest first."""
    row: Any = setting.row
    application_id = getattr(row, "application_id", row.id)
    return [
        one
        for one in setting.beside.of(Attachment, application_id)
        if (one.subject_kind, one.subject_id) == (row.__tablename__, row.id)
    ]
