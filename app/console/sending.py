"""A form does its work once, however often its button is pressed (DESIGN §4)."""

import secrets
from collections.abc import Sequence

from flask import request

from app.access.actors import current_actor
from app.extensions import db
from app.foundation.errors import Malformed
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.workflow.idempotency import digest, performed_before

FIELD = "once"
APART = frozenset({FIELD, "csrf_token"})
LONGEST = 64


def once() -> str:
    """What tells this form from every other one."""
    return secrets.token_urlsafe(16)


def typed() -> list[tuple[str, str]]:
    """What was sent, but for what the house itself put into the form."""
    return [(name, one) for name, one in request.form.items(multi=True) if name not in APART]


def key() -> str | None:
    """The Idempotency-Key of the form that was sent: changed since, it is another request."""
    mine = request.form.get(FIELD, "")[:LONGEST]
    return f"form:{mine}:{digest(request.path, typed())}" if mine else None


def sent_before() -> Sequence[int] | None:
    """The rows on which the form has done its work already; None when it hasn't."""
    mine = key()
    return performed_before(db.session(), current_actor().username, mine) if mine else None


def version_sent() -> int:
    """The version that the form was made from."""
    sent = whole(request.form.get("version", ""))
    if sent is None:
        raise Malformed(say("The form lacks the version it was made from."))
    return sent
