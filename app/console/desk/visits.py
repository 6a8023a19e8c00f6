"""When somebody was last here: a visit ends with half an hour's absence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from app.access.actors import current_actor, standing_of
from app.extensions import begin_writing, db
from app.foundation import clock
from app.people.models import StaffProfile

AWAY = timedelta(minutes=30)
STEP = timedelta(minutes=5)
"""More often nothing is written."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Since when the reader was away before it, if ever here; and what is to be remembered."""

    since: datetime | None = None
    profile_id: int | None = None
    now: datetime | None = None


def visit() -> Visit:
    """The reader's; an account without a profile has none."""
    user = current_actor().user_id
    standing = standing_of(user) if user is not None else None
    profile = standing.profile if standing else None
    if profile is None:
        return Visit()
    now, seen, before = clock.now(), profile.here_at, profile.here_before
    if seen is not None and now - seen < STEP:
        return Visit(before)
    returned = seen is None or now - seen >= AWAY
    return Visit(seen if returned else before, profile.id, now)


def remember(one: Visit) -> None:
    """That somebody is here; at the end of a request, since it begins a transaction of its own."""
    if one.profile_id is None:
        return
    begin_writing(db.session())
    db.session.execute(
        update(StaffProfile)
        .where(StaffProfile.id == one.profile_id)
        .values(here_at=one.now, here_before=one.since, updated_at=StaffProfile.updated_at)
    )
    db.session.commit()
