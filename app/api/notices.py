"""Notices by REST: what the office told the caller's organisation."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from app.access.rules import NOTICE_READ
from app.access.scoped import ScopedInterface
from app.api.base import ScopedApi, answer
from app.api.rows import OBJECT, Instant, computed
from app.journal.models import Notice
from app.journal.queries import TO_PERSON
from app.sla.states import Audience
from app.workflow.notices import named, sentence


class NoticeRow(Schema):
    id = fields.Integer()
    kind = fields.String()
    audience = fields.String(metadata={"enum": [*Audience, TO_PERSON]})
    text = computed(lambda row: str(sentence(row)), type="string")
    subject_kind = fields.String()
    subject_id = fields.Integer()
    application_id = fields.Integer(allow_none=True)
    params = computed(named, **OBJECT)
    created_at = Instant()
    seen_at = Instant(allow_none=True)


class NoticeApi(ScopedApi):
    """Newest first; read by people in the console, so there is nothing to change here."""

    resource_name = "notices"
    datamodel = ScopedInterface(Notice)
    row = NoticeRow()
    permits = dict.fromkeys(ScopedApi.include_route_methods, NOTICE_READ)
    search_columns = [
        "kind",
        "audience",
        "subject_kind",
        "subject_id",
        "application_id",
        "created_at",
        "seen_at",
    ]
    order_columns = ["id", "created_at", "seen_at"]

    def answer_row(self, row: Any, status: int = 200, *, shape: Schema | None = None) -> Response:
        """{"id", "result"}; notices have no versions, and so no tag."""
        return answer({"id": row.id, "result": (shape or self.row).dump(row)}, status)
