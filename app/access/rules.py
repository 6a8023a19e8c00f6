"""What each view asks for: one question per route, answered without a database.

A view declares `permits`: FAB's permission name (`can_list`, an action's name, or the method's name
where no decorator stands) → what is needed. Unmapped is denied.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from app.foundation.actor import Actor
from app.foundation.permissions import Permission


class Open(StrEnum):
    """What needs no permission of a role."""

    everyone = "everyone"
    signed_in = "signed_in"


Needed = Permission | tuple[Permission, ...] | Open

APPLICATION_READ = tuple(one for one in Permission if one.startswith("application_read_"))
TICKET_READ = tuple(one for one in Permission if one.startswith("ticket_read_"))
APPROVAL_READ = tuple(one for one in Permission if one.startswith("approval_read_"))
CASE_READ = (*APPLICATION_READ, *TICKET_READ, *APPROVAL_READ)
NOTICE_READ = (*CASE_READ, Permission.meeting_read)
"""Whoever may be told of something."""

PUBLIC: Mapping[str, str] = {
    "static": "style sheets and scripts of the login page",
    "appbuilder.static": "the framework's own style sheets and scripts",
    "healthz": "the load balancer asks without an account; tells nothing but that we live",
    "readyz": "likewise, and whether the database answers",
    "metrics": "scraped without an account; counters only, may be switched off",
}
"""Routes outside the views that are open to everyone, each with the reason."""

FRAMEWORK: Mapping[str, Mapping[str, Needed]] = {
    "IndexView": {"index": Open.signed_in},
    "UtilView": {"back": Open.signed_in},
    "LocaleView": {"index": Open.everyone},
    "OpenApi": {"can_get": Open.signed_in},
    "SwaggerView": {"can_show": Open.signed_in},
    "MenuApi": {"can_get": Open.signed_in},
}
"""Flask-AppBuilder's own views, by class; subclasses inherit."""

ACTION_ROUTES = frozenset({"action", "action_post"})


def permits(view: Any) -> Mapping[str, Needed]:
    """What a view declares, with what its base classes declare."""
    return _declared(type(view))  # type: ignore[arg-type]  # classes are hashable


@cache
def _declared(view: type) -> Mapping[str, Needed]:
    merged: dict[str, Needed] = {}
    for base in reversed(view.__mro__):
        merged |= FRAMEWORK.get(base.__name__, {})
        merged |= vars(base).get("permits", {})
    return MappingProxyType(merged)


def needed_on(view: Any, method: str) -> Needed | None:
    """What a route of a view asks for; None when nobody said, and nobody may."""
    declared = permits(view)
    function = getattr(view, method, None)
    if hasattr(function, "_permission_name"):
        return declared.get(f"can_{view.get_method_permission(method)}")
    if method in ACTION_ROUTES and method not in declared:
        actions = [declared[name] for name in getattr(view, "actions", {}) if name in declared]
        return _any_of(actions)
    return declared.get(method)


def _any_of(several: Iterable[Needed]) -> Needed | None:
    """One question for several actions: whoever may do one of them may come in."""
    asked = list(several)
    for door in Open:
        if door in asked:
            return door
    return tuple(dict.fromkeys(one for needed in asked for one in _each(needed))) or None


def _each(needed: Needed) -> Iterator[Permission]:
    if isinstance(needed, Permission):
        yield needed
    elif isinstance(needed, tuple):
        yield from needed


def allowed(needed: Needed | None, actor: Actor) -> bool:
    """Whether the actor may; what nobody declared nobody may."""
    if isinstance(needed, Open):
        return needed is Open.everyone or actor.user_id is not None
    return needed is not None and any(map(actor.may, _each(needed)))
