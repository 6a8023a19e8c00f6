"""How a reader likes a list: columns, density, views as tabs, kept with their profile."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import update

from app.access.actors import current_actor, standing_of
from app.extensions import begin_writing, db
from app.people.models import StaffProfile

MOST = 60
"""Columns, and tabs, that are remembered of one list."""


def arrangement_of(view: Any) -> Mapping[str, Any]:
    """{"columns": [...], "compact": true} of this list, as the reader chose; no statement."""
    return _kept().get(type(view).__name__) or {}


def remember(view: Any, columns: Iterable[str], *, compact: bool) -> None:
    """From now on the reader's list is so; an account without a profile keeps the usual one."""
    changes = {"columns": [*columns][:MOST], "compact": compact}
    _keep(type(view).__name__, changes)


def pins_of(list_name: str) -> Sequence[int]:
    """Ids of the views that are tabs above this list, in their order; no statement."""
    pins: Sequence[int] = _kept().get(list_name, {}).get("pins", ())
    return pins


def pinned() -> Mapping[str, Sequence[int]]:
    """The same of every list."""
    return {one: kept.get("pins", ()) for one, kept in _kept().items()}


def pin(list_name: str, pins: Iterable[int]) -> None:
    """From now on these are its tabs."""
    _keep(list_name, {"pins": [*dict.fromkeys(pins)][:MOST]})


def keeps() -> bool:
    """Whether the reader has a profile to keep it with."""
    return _profile() is not None


def _kept() -> Mapping[str, Any]:
    profile = _profile()
    return (profile.arrangements or {}) if profile else {}


def _keep(list_name: str, changes: Mapping[str, Any]) -> None:
    profile = _profile()
    if profile is None:
        return
    pk, kept = profile.id, profile.arrangements or {}
    kept = {**kept, list_name: {**kept.get(list_name, {}), **changes}}
    begin_writing(db.session())
    db.session.execute(
        update(StaffProfile)
        .where(StaffProfile.id == pk)
        .values(arrangements=kept, updated_at=StaffProfile.updated_at)
    )
    db.session.commit()


def _profile() -> StaffProfile | None:
    user = current_actor().user_id
    standing = standing_of(user) if user is not None else None
    return standing.profile if standing else None
