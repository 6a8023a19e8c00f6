"""Contents of attachments on their way out: saved, not run; kept by nobody in between."""

from typing import Any

from flask import Response, send_file

from app.foundation.errors import NotFound
from app.workflow.attachments.store import Store

SECONDS = 3600
"""How long a browser shows a thumbnail without asking again."""


def content_of(attachment: Any) -> Response:
    """The content as a file to save; raises NotFound when it isn't in the folder."""
    path = Store.ours().path(attachment.digest)
    if not path.is_file():
        raise NotFound
    response = send_file(
        path,
        mimetype=attachment.media_type,
        as_attachment=True,
        download_name=attachment.name,
        etag=attachment.digest,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def thumbnail_of(attachment: Any) -> Response:
    """The small picture; raises NotFound for what is none."""
    path = Store.ours().thumbnail(attachment.digest)
    if attachment.width is None or not path.is_file():
        raise NotFound
    response = send_file(path, mimetype="image/webp", etag=f"{attachment.digest}-small")
    response.headers["Cache-Control"] = f"private, max-age={SECONDS}"
    return response
