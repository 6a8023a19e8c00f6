"""What goes wrong, told to whom it concerns: a page for people, problem details for programs."""

import logging
from typing import Any

from flask import Flask, Response, current_app, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    StatementError,
)
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from app.access.actors import current_actor
from app.access.guard import refusal
from app.access.problems import problem
from app.access.redirects import local_target
from app.access.rules import allowed
from app.extensions import constraint_of
from app.foundation.errors import DomainError
from app.foundation.messages import Message, say
from app.server.logs import reference

log = logging.getLogger(__name__)

UNKEEPABLE = say("A value is too large, or of a kind that can't be kept.")
SENTENCES: dict[int, tuple[Message, Message]] = {
    400: (say("Not understood"), say("The request could not be read.")),
    401: (say("Not signed in"), say("Sign in first.")),
    403: (say("Not permitted"), say("Your role does not grant this.")),
    404: (say("Not found"), say("There is no such page, or you may not see it.")),
    405: (say("Not possible like this"), say("This address does not take such requests.")),
    409: (say("Somebody was quicker"), say("This is not possible in the present state.")),
    412: (say("Changed meanwhile"), say("This record was changed after you opened it.")),
    413: (say("Too large"), say("What was sent is too large.")),
    415: (say("Unknown format"), say("The body must be JSON (application/json).")),
    422: (say("Please check"), say("Some fields need your attention.")),
    429: (say("Too many attempts"), say("Wait a little before you try again.")),
    503: (say("Not reachable"), say("The database is not reachable at the moment. Try again.")),
}
FAULT = (
    say("Something went wrong"),
    say("The fault is ours and has been noted. Tell the administrator the reference number."),
)


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, of_domain)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(StatementError, of_database)
    app.register_error_handler(OverflowError, of_overflow)


def of_domain(error: DomainError) -> Any:
    """A refusal by a rule, in its own words."""
    if _for_program():
        return refusal(error)
    details = [str(one) for said in error.errors.values() for one in said]
    return _page(error.status, " ".join([str(error), *details]))


def of_http(error: HTTPException) -> Any:
    """A refusal by the framework, in our words: its own could tell too much."""
    status = error.code or 500
    message: object = SENTENCES.get(status, FAULT)[1]
    if isinstance(error, CSRFError):
        message = say("This form has expired. Go back, reload the page and send it again.")
    if _for_program():
        allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
        headers = {"Allow": ", ".join(sorted(allowed))} if allowed else None
        kind = "fault" if isinstance(error, InternalServerError) else None
        return problem(status, message, kind=kind, headers=headers)
    return _page(status, message)


def of_database(error: StatementError) -> Any:
    """A value that no check caught is the asker's; an absent database and the rest are ours."""
    if isinstance(error, OperationalError):
        log.error("the database is not reachable", exc_info=error)
        return _answer(503, SENTENCES[503][1])
    if isinstance(error, IntegrityError):
        log.warning("a constraint refused what was entered: %s", constraint_of(error))
        return _answer(409, say("This contradicts what is there already."))
    if isinstance(error, DataError) or not isinstance(error, DBAPIError):
        log.warning("a value reached the database that it can't keep", exc_info=error)
        return _answer(400, UNKEEPABLE)
    raise error


def of_overflow(error: OverflowError) -> Any:
    """SQLite's driver says it in its own way."""
    log.warning("a number reached the database that it can't keep", exc_info=error)
    return _answer(400, UNKEEPABLE)


def _for_program() -> bool:
    return request.path.startswith("/api/")


def _answer(status: int, message: Message) -> Any:
    return problem(status, message) if _for_program() else _page(status, message)


def _page(status: int, message: object) -> tuple[str | Response, int]:
    page = render_template(
        "lianban/error.html",
        code=status,
        title=SENTENCES.get(status, FAULT)[0],
        message=message,
        reference=reference(),
        ways=_ways(status),
        appbuilder=current_app.extensions["appbuilder"],
    )
    return page, status


def _ways(status: int) -> list[tuple[str, Message]]:
    """Where one may go on from here, beside the first page; after a fault nothing is asked for."""
    if status >= InternalServerError.code:
        again = request.full_path.rstrip("?")
        return [(request.script_root + again, say("Try again"))] if request.method == "GET" else []
    ways = []
    back = local_target(request.referrer, request.host)
    if back and back.partition("?")[0] != request.script_root + request.path:
        ways.append((back, say("Back to where you were")))
    listed = f"{request.blueprint}.list"
    guard: Any = current_app.extensions["appbuilder"].sm.guard
    if listed in current_app.view_functions and allowed(guard.needed_at(listed), current_actor()):
        ways.append((url_for(listed), say("To the list")))
    return ways
