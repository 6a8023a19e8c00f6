"""How much may be sent: little everywhere, files only where files are taken.

What is said to be more is refused before it is read; what says nothing is cut off while it is read.
"""

from collections.abc import Mapping

from flask import Flask, request

from app.catalog.queries import catalogue
from app.extensions import db
from app.workflow.attachments.attaching import MEGABYTE, most_megabytes

TAKES_FILES: Mapping[str, int] = {
    "AttachmentApi.upload": 1,
    "AttachmentView.add": 4,
    "ActionView.act": 4,
    "IntakeView.take": 1,
}
"""Endpoint → how many files of the largest size one request may carry; else MAX_CONTENT_LENGTH."""
BESIDE = MEGABYTE
"""For the other fields, and for what separates the parts."""
LARGEST = 128 * MEGABYTE
"""Of any request, in bytes: the embedded server refuses more by itself."""


def init_app(app: Flask) -> None:
    """Before the guard, which reads the form for its token."""
    app.before_request(_make_room)


def _make_room() -> None:
    files = TAKES_FILES.get(request.endpoint or "")
    if files and request.method == "POST" and request.mimetype == "multipart/form-data":
        most = most_megabytes(catalogue(db.session())) * MEGABYTE
        request.max_content_length = min(files * most + BESIDE, LARGEST)
