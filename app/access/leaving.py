"""What still lies with an account: told before and after it is made inactive."""

from typing import Any

from flask_babel import gettext

from app.extensions import db
from app.foundation.actor import Actor
from app.people.queries import colleague
from app.workflow.handover.held import KIND_LABELS, counts


def still_held(user: Any) -> str | None:
    """How much, and who can hand it over; None when there is nothing.

    Numbers only: the administrator has no business with the cases themselves (DOMAIN §1).
    """
    if user.profile is None:
        return None
    held = counts(db.session(), colleague(user.profile), Actor.system())
    told = [
        gettext("%(label)s: %(value)s", label=str(KIND_LABELS[kind]), value=number)
        for kind, number in held.items()
        if number
    ]
    if not told:
        return None
    return str(
        gettext(
            "Still held by this account: %(held)s. Its lead or the coordinating office hands it"
            " over under “People”.",
            held=str(gettext(", ")).join(told),
        )
    )
