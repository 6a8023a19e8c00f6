"""An account's form knows what it was made from: nobody's change is written over unseen."""

from hashlib import sha256
from typing import Any

from flask_babel import gettext
from wtforms import HiddenField
from wtforms.validators import StopValidation

from app.access.grants import role_name
from app.extensions import db
from app.people.models import User

NAME = "seen"
"""Of the hidden field. An account has no version of its own: signing in changes its row, too."""


def told(user: Any) -> dict[str, str]:
    """Field of the form → what is stored, in words."""
    profile = user.profile
    places = (getattr(profile, one, None) for one in ("organisation", "outlet"))
    organisation, outlet = (one.name if one else "—" for one in places)
    return {
        "username": user.username,
        "first_name": user.first_name,
        "roles": gettext(", ").join(sorted(role_name(one.name) for one in user.roles)),
        "organisation": organisation,
        "outlet": outlet,
        "leads": gettext("Yes") if profile and profile.leads else gettext("No"),
        "active": gettext("Yes") if user.active else gettext("No"),
    }


def seal(user: Any) -> str:
    """What the form was made from: field by field, so that it can be said which one changed."""
    return ".".join(_short(one) for one in told(user).values())


def _short(value: str) -> str:
    return sha256(value.encode()).hexdigest()[:8]


def unchanged(form: Any, field: Any) -> None:
    """Nobody saved it meanwhile. Else each changed field tells what is stored now.

    What was typed stays; saved once more, it is kept.
    """
    user = db.session.get(User, getattr(form, "_id", 0))
    if user is None or field.data == seal(user):
        return
    seen = dict(zip(told(user), (field.data or "").split("."), strict=False))
    changed = {one: now for one, now in told(user).items() if seen.get(one) != _short(now)}
    field.data = seal(user)
    stored = gettext("; ").join(f"{form[one].label.text}: {now}" for one, now in changed.items())
    raise StopValidation(
        gettext("Somebody else changed this account meanwhile. Now stored: %(values)s. Saving "
                "again keeps what stands here.", values=stored)
    )  # fmt: skip


def seen_field() -> HiddenField:
    """Hidden; its message stands above the form."""
    return HiddenField(validators=[unchanged])
