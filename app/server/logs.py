"""One log line per event, each with the number of the request it belongs to; to standard error."""

import logging
import re
import sys
from time import perf_counter
from typing import Any, TextIO
from uuid import uuid4

from flask import Flask, Response, g, request
from structlog import contextvars, dev, processors, stdlib

log = logging.getLogger(__name__)

GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
QUIET = frozenset({"static", "appbuilder.static", "healthz", "readyz", "metrics"})
"""Endpoints whose every call is not worth a line."""

FIELDS = ("method", "path", "status", "ms", "user")
"""Of the line that every request leaves."""
SHARED: tuple[Any, ...] = (
    contextvars.merge_contextvars,
    stdlib.add_logger_name,
    stdlib.add_log_level,
    stdlib.ExtraAdder(FIELDS),
    processors.TimeStamper(fmt="iso", utc=True),
)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is now."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # read-only on purpose
        return sys.stderr


def configure(log_format: str) -> None:
    """Send all logs of the process to standard error, as `text` or as `json` lines."""
    renderer: Any = (
        processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else dev.ConsoleRenderer(colors=False, exception_formatter=dev.plain_traceback)
    )
    last = [processors.format_exc_info] if log_format == "json" else []
    handler = _StandardError()
    handler.setFormatter(
        stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[stdlib.ProcessorFormatter.remove_processors_meta, *last, renderer],
        )
    )
    root = logging.getLogger()
    ours = (logging.StreamHandler, _StandardError)
    root.handlers = [*(one for one in root.handlers if type(one) not in ours), handler]
    root.setLevel(logging.INFO)
    logging.getLogger("flask_appbuilder").setLevel(logging.WARNING)


def reference() -> str:
    """The number of the request, shown on error pages and found in the log."""
    return str(g.get("reference", ""))


def init_app(app: Flask, log_format: str) -> None:
    """Number every request; a trusted proxy's number is kept."""
    configure(log_format)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.reference = given if GIVEN.fullmatch(given) else uuid4().hex[:12]
    g.begun = perf_counter()
    contextvars.clear_contextvars()
    contextvars.bind_contextvars(request=g.reference)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = reference()
    if request.endpoint not in QUIET:
        log.info(
            "request",
            extra={
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((perf_counter() - g.begun) * 1000, 1),
                "user": getattr(g.get("actor"), "username", ""),
            },
        )
    return response
