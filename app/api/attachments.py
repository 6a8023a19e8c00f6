"""Attachments by REST: list, attach, fetch the content (DESIGN §4)."""

from typing import Any

from apispec import APISpec
from flask import Response, request, url_for
from flask_appbuilder.api import expose
from marshmallow import Schema, fields
from sqlalchemy.orm import selectinload

from app.access.actors import current_actor
from app.access.downloads import content_of, thumbnail_of
from app.access.rules import CASE_READ, Needed
from app.access.scoped import ScopedInterface
from app.api import attachment_paths, reading
from app.api.base import ScopedApi
from app.api.rows import Instant, code_of, computed
from app.foundation.errors import Invalid
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.journal.models import Attachment
from app.journal.states import Purpose
from app.workflow.attachments.attaching import Upload, attach
from app.workflow.nouns import BY_KIND, NOUNS

YES = frozenset({"true", "1"})
NO = frozenset({"false", "0", ""})
REQUIRED = say("This field is required.")


def _address(of: str) -> Any:
    return lambda row: url_for(f"AttachmentApi.{of}", pk=row.id)


class AttachmentRow(Schema):
    """`size` is in bytes, width and height in pixels of a picture held upright."""

    id = fields.Integer()
    version = fields.Integer()
    digest = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    width = fields.Integer(allow_none=True)
    height = fields.Integer(allow_none=True)
    purpose = fields.Enum(Purpose, by_value=True)
    position_kept = fields.Boolean()
    noun = computed(lambda row: BY_KIND[row.subject_kind].name, type="string", enum=list(NOUNS))
    subject_kind = fields.String()
    subject_id = fields.Integer()
    application_id = fields.Integer()
    organisation = code_of("organisation")
    uploaded_by = fields.String(attribute="uploaded_by_name")
    created_at = Instant()
    content = computed(_address("content"), type="string")
    thumbnail = computed(
        lambda row: _address("thumbnail")(row) if row.width else None, type=["string", "null"]
    )


class AttachmentApi(ScopedApi):
    """Seen by whoever sees the record; attached by whoever acts on it; never changed."""

    resource_name = "attachments"
    datamodel = ScopedInterface(Attachment, load=(selectinload(Attachment.organisation),))
    row = AttachmentRow()
    include_route_methods = {*ScopedApi.include_route_methods, "upload", "content", "thumbnail"}
    permits: dict[str, Needed] = {
        **dict.fromkeys((*ScopedApi.include_route_methods, "content", "thumbnail"), CASE_READ),
        "upload": Permission.attachment_add,
    }
    search_columns = [
        "digest",
        "media_type",
        "purpose",
        "subject_kind",
        "subject_id",
        "application_id",
        "organisation_id",
        "created_at",
    ]
    order_columns = ["id", "created_at", "size"]

    @expose("/", methods=["POST"])
    def upload(self) -> Response:
        """Attach a file; 200 instead of 201 when this record has the same content already."""
        if request.mimetype != "multipart/form-data":
            raise reading.UnknownFormat(say("Files are sent as multipart/form-data."))
        noun, row_id, sent = _sent()
        done = attach(noun, row_id, sent, current_actor())
        response = self.answer_row(self.found(str(done.id)), 201 if done.new else 200)
        response.location = url_for(".get", pk=done.id)
        return response

    @expose("/<pk>/content", methods=["GET"])
    def content(self, pk: str) -> Response:
        """The content itself; its ETag is the digest."""
        return content_of(self.found(pk))

    @expose("/<pk>/thumbnail", methods=["GET"])
    def thumbnail(self, pk: str) -> Response:
        """A picture small, 404 for what is none."""
        return thumbnail_of(self.found(pk))

    def add_api_spec(self, api_spec: APISpec) -> None:
        """Tell OpenAPI of attachments and of what only they have."""
        super().add_api_spec(api_spec)
        attachment_paths.describe(self.resource_name, api_spec)


def _sent() -> tuple[str, int, Upload]:
    """The noun, the row's id, and the file; raises Invalid by field."""
    form, file = request.form, request.files.get("file")
    errors: dict[str, list[Message]] = {}
    for name in form.keys() - attachment_paths.FIELDS.keys():
        errors[name[:40]] = [say("Unknown field.")]
    if file is None:
        errors["file"] = [REQUIRED]
    noun, row_id = form.get("noun", ""), form.get("id", "")
    if noun not in NOUNS:
        known = ", ".join(NOUNS)
        errors["noun"] = [say("“%(raw)s” is not one of: %(codes)s.", raw=noun[:40], codes=known)]
    if not row_id:
        errors["id"] = [REQUIRED]
    purpose, kept = form.get("purpose", ""), form.get("keep_position", "").lower()
    if purpose and purpose not in list(Purpose):
        known = ", ".join(Purpose)
        said = say("“%(raw)s” is not one of: %(codes)s.", raw=purpose[:40], codes=known)
        errors["purpose"] = [said]
    if kept not in YES | NO:
        errors["keep_position"] = [say("This must be true or false.")]
    if errors or file is None:
        raise Invalid(errors)
    wanted = Purpose(purpose) if purpose else None
    sent = Upload(file.stream, file.filename or "", wanted, keep_position=kept in YES)
    return noun, reading.row_id(row_id), sent
