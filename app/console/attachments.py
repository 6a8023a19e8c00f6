"""Files of records in the console: sent, shown small, saved."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext, ngettext
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.access.actors import current_actor
from app.access.downloads import content_of, thumbnail_of
from app.access.rules import CASE_READ, Needed
from app.access.scoped import visible
from app.catalog.kinds import Field
from app.console import gallery
from app.console.application_page import ApplicationPage
from app.console.approval_page import ApprovalPage
from app.console.naming import VIEWS
from app.console.ticket_page import TicketPage
from app.extensions import db
from app.foundation.errors import DomainError, Forbidden, Invalid, NotFound, Problems
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.journal.models import Attachment
from app.journal.states import Purpose
from app.workflow.attachments.attaching import Attached, Upload, attach
from app.workflow.attachments.subjects import visible_row

PART = "attachments"
PAGES: dict[str, Any] = {
    "applications": ApplicationPage,
    "tickets": TicketPage,
    "approvals": ApprovalPage,
}
NOTHING = say("Choose a file first.")


class AttachmentView(BaseView):
    """Whoever sees the record sees its files; whoever acts on it adds some."""

    route_base = "/attachments"
    default_view = "content"
    permits: dict[str, Needed] = {
        "add": Permission.attachment_add,
        "content": CASE_READ,
        "thumbnail": CASE_READ,
    }

    @expose("/<noun>/<int:pk>", methods=["POST"])
    def add(self, noun: str, pk: int) -> Any:
        """Attach what was sent: one file for a script, several from the form without one."""
        row = visible_row(db.session(), noun, pk, current_actor())
        by_script = request.accept_mimetypes.best == "application/json"
        if noun not in PAGES and not by_script:
            raise NotFound  # a record without a page of its files
        purpose = request.form.get("purpose", "")
        sent = Sent(
            Purpose(purpose) if purpose in list(Purpose) else None,
            keep_position="keep_position" in request.form,
        )
        done, problems = sent.store(noun, pk, request.files.getlist("file"))
        if not done and not problems:
            problems = {"": NOTHING}
        if by_script:
            return _to_script(done, problems)
        if done:
            told = ngettext("%(num)s file attached.", "%(num)s files attached.", len(done))
            flash(told, "success")
        if problems:
            page = PAGES[noun](str(row.id)).context(PART)
            page |= {"wrong": problems, "chosen": request.form}
            return self.render_template("lianban/record.html", **page), 422
        return redirect(url_for(f"{VIEWS[noun]}.show", pk=pk, part=PART))

    @expose("/<int:pk>/content", methods=["GET"])
    def content(self, pk: int) -> Response:
        """The content, to be saved."""
        return content_of(_found(pk))

    @expose("/<int:pk>/thumbnail", methods=["GET"])
    def thumbnail(self, pk: int) -> Response:
        """A picture, small."""
        return thumbnail_of(_found(pk))


class Sent:
    """Files that came together: those that can't be taken don't keep the others out."""

    def __init__(self, purpose: Purpose | None, *, keep_position: bool = False) -> None:
        self._purpose = purpose
        self._keep_position = keep_position

    def store(
        self, noun: str, pk: int, files: Sequence[FileStorage]
    ) -> tuple[list[Attached], dict[str, Message | str]]:
        """What was attached, and by name why the others were not; raises NotFound, Forbidden."""
        done: list[Attached] = []
        problems: dict[str, Message | str] = {}
        for file in files:
            if not file.filename:
                continue  # an input that was left empty
            upload = Upload(file.stream, file.filename, self._purpose, self._keep_position)
            try:
                done.append(attach(noun, pk, upload, current_actor()))
            except (NotFound, Forbidden):
                raise
            except DomainError as error:
                said = (one for several in error.errors.values() for one in several)
                problems[file.filename] = next(said, error.messages[0])
        return done, problems


def along(noun: str, pk: int, fields: Sequence[Field]) -> tuple[dict[str, list[str]], Problems]:
    """Files that came with an action's form, stored first: digests and problems by field id."""
    ticked: dict[str, list[str]] = {}
    wrong: dict[str, list[Message | str]] = {}
    for field in (one for one in fields if one.kind == "files"):
        sent = Sent(Purpose(getattr(field, "purpose", Purpose.other)))
        done, problems = sent.store(noun, pk, request.files.getlist(f"{field.id}-new"))
        if done:
            ticked[field.id] = [one.digest for one in done]
        if problems:
            wrong[field.id] = [f"{name}{gettext(': ')}{said}" for name, said in problems.items()]
    return ticked, wrong


def _found(pk: int) -> Attachment:
    query = select(Attachment).where(Attachment.id == pk, visible(Attachment, current_actor()))
    found: Attachment | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _to_script(done: Sequence[Attached], problems: dict[str, Message | str]) -> Any:
    if problems:
        said = next(iter(problems.values()))
        return {"error": str(said)}, Invalid.status
    return {"result": gallery.told(_found(done[0].id))}, 201
