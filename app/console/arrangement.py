"""How a reader likes a list: its columns and its density, kept with their profile."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import update

from app.access.actors import current_actor, standing_of
from app.extensions import begin_writing, db
from app.people.models import StaffProfile

MOST = 60
"""Columns that are remembered of one list."""


def arrangement_of(view: Any) -> Mapping[str, Any]:
    """{"columns": [...], "compact": true} of this list, as the reader chose; no statement."""
    profile = _profile()
    kept = (profile.arrangements or {}) if profile else {}
    return kept.get(type(view).__name__) or {}


def remember(view: Any, columns: Iterable[str], *, compact: bool) -> None:
    """From now on the reader's list is so; an account without a profile keeps the usual one."""
    profile = _profile()
    if profile is None:
        return
    name, pk = type(view).__name__, profile.id
    kept = {
        **(profile.arrangements or {}),
        name: {"columns": [*columns][:MOST], "compact": compact},
    }
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
