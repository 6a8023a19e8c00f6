"""Taking back at once what was just done to several rows.

Only verbs whose declaration names an `undo`: an action of its own, through the door, with its own
event. It is offered to whoever did it, for a few minutes, for rows that nobody has touched since.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer

from app.access.actors import current_actor
from app.console import sending
from app.foundation import clock
from app.foundation.errors import Malformed
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.workflow.action import ACTIONS, Action
from app.workflow.door import Ref, Result, perform
from app.workflow.drafts import UNDRAFTED

MINUTES = 10


def _sealed() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="undo")


def offer(action: Action, results: Sequence[Result]) -> dict[str, Any] | None:
    """What the page of results needs to take these back; None where that can't be."""
    actor, done = current_actor(), {one.id: one.version for one in results if one.version}
    inverse = ACTIONS.get((action.noun, action.undo or ""))
    if not done or inverse is None or not actor.may(inverse.permission):
        return None
    until = int((clock.now() + timedelta(minutes=MINUTES)).timestamp())
    told = {"who": actor.user_id, "until": until, "noun": action.noun, "verb": inverse.verb}
    return {
        "url": url_for("ActionView.undo"),
        "sealed": _sealed().dumps(told | {"rows": done}),
        "ids": list(done),
        "label": str(inverse.label),
        "minutes": MINUTES,
    }


def taken_back() -> tuple[Action, list[Result]]:
    """By the seal of the page of results: all of its rows, or the one that was chosen.

    Raises Malformed when it is too old, of somebody else, or changed.
    """
    actor, chosen = current_actor(), set(map(whole, request.form.getlist("rowid")))
    try:
        told = _sealed().loads(request.form.get("sealed", ""))
    except BadData:
        told = {"who": None, "until": 0}
    if told["who"] != actor.user_id or told["until"] < clock.now().timestamp():
        raise Malformed(say("It is too late to take this back here."))
    rows = {int(pk): version for pk, version in told["rows"].items()}
    refs = [Ref(pk, [seen]) for pk, seen in rows.items() if not chosen or pk in chosen]
    action = ACTIONS[told["noun"], told["verb"]]
    return action, perform(
        action.noun, action.verb, refs, actor, {}, key=sending.key(), sent=UNDRAFTED
    )
