"""Perhaps the same customer asked twice: told while the form is filled in, and once at saving.

Never a refusal: a second factory at the same gate is none of our business.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request
from flask_appbuilder import BaseView, expose

from app.access.actors import current_actor
from app.access.rules import Needed
from app.applications.queries import open_of
from app.applications.rules import same_place
from app.applications.states import STATE_LABELS
from app.console import display
from app.console.naming import record_url
from app.extensions import db
from app.foundation.permissions import Permission
from app.workflow.idempotency import known as performed


class AlikeView(BaseView):
    """Asked by the form as it is filled in; a POST, so that no name or address gets into a log."""

    route_base = "/alike"
    default_view = "look"
    permits: dict[str, Needed] = {"look": Permission.application_create}

    @expose("/", methods=["POST"])
    def look(self) -> Any:
        """The warning, empty where there is nothing to warn of."""
        return render_template("lianban/parts/alike.html", alike=alike(request.form))


def alike(sent: Mapping[str, str]) -> dict[str, Any] | None:
    """The template's `alike`: open applications of this enterprise at this address; one statement.

    Of those that the reader doesn't see only that there are some.
    """
    enterprise, uscc, address = (
        sent.get(name, "").strip() for name in ("enterprise", "uscc", "address")
    )
    if not address or not (enterprise or uscc):
        return None
    found = db.session.execute(open_of(enterprise, uscc, current_actor())).all()
    near = [one for one in found if same_place(one.address, address)]
    return {"seen": _told(near), "elsewhere": any(not one.seen for one in near)} if near else None


def _told(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "url": record_url("applications", one.id),
            "state": {
                "kind": "application",
                "code": one.state,
                "label": STATE_LABELS[one.state],
            },
            "when": display.day(one.created_at),
        }
        for one in rows
        if one.seen
    ]


def to_warn_of(sent: Mapping[str, str], key: str | None) -> dict[str, Any] | None:
    """What is told at saving, unless the sender knows it, or sends what was saved already."""
    if "despite" in sent or performed(db.session(), current_actor().username, key):
        return None
    return alike(sent)
