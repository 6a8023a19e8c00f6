"""The outbox emptied: each row leased, sent over the channels there are, and done.

A lease outlives its worker by a minute: a row whose worker was killed is sent again then, so a
channel hears it at least once.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import or_, select, update

from app.extensions import db
from app.foundation import clock
from app.journal.models import Outbox
from app.workflow.transaction import writing

log = logging.getLogger(__name__)

BATCH = 200
LEASE = timedelta(minutes=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
NO_CHANNEL = "no channel"
"""The outcome of a row that nothing is set up to carry: people see it in the console only."""


class Channel(Protocol):
    """A way out of the house; raises when the message could not be handed over."""

    name: str

    def send(self, message: Mapping[str, Any]) -> None:
        """`topic`, `subject_kind`, `subject_id`, `organisation_id`, `payload`."""


CHANNELS: Sequence[Channel] = ()
"""Those that are set up. Mail and short messages have theirs when they are built."""


def drain(channels: Sequence[Channel] = CHANNELS, batch: int = BATCH) -> int:
    """Send a batch of what is due; how many rows were looked at. Commits by itself."""
    if not _waiting():
        return 0
    if not channels:
        return _close(batch)
    leased = _lease(batch)
    for message in leased:
        _send(message, channels)
    return len(leased)


def _due() -> Any:
    now = clock.now()
    free = or_(Outbox.leased_until.is_(None), Outbox.leased_until <= now)
    due = select(Outbox).where(Outbox.done_at.is_(None), Outbox.available_at <= now, free)
    return due.order_by(Outbox.available_at, Outbox.id)


def _waiting() -> bool:
    session = db.session()
    found = session.scalar(_due().with_only_columns(Outbox.id).limit(1))
    session.rollback()
    return found is not None


def _close(batch: int) -> int:
    """With nothing to send by, say so instead of keeping the rows for ever."""
    with writing() as session:
        ids = session.scalars(
            _due().with_only_columns(Outbox.id).limit(batch).with_for_update(skip_locked=True)
        ).all()
        done = {"done_at": clock.now(), "outcome": NO_CHANNEL}
        session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(done))
    return len(ids)


def _lease(batch: int) -> list[dict[str, Any]]:
    """Rows that are ours until the lease ends, each with one more attempt on its account."""
    with writing() as session:
        rows = session.scalars(_due().limit(batch).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.leased_until, row.attempts = clock.now() + LEASE, row.attempts + 1
        names = ("id", "attempts", "topic", "subject_kind", "subject_id", "organisation_id")
        return [{one: getattr(row, one) for one in (*names, "payload")} for row in rows]


def _send(message: Mapping[str, Any], channels: Sequence[Channel]) -> None:
    try:
        for channel in channels:
            channel.send(message)
    except Exception as error:
        log.exception("outbox %s was not sent", message["id"])
        wait = min(FIRST_WAIT * 2 ** min(message["attempts"] - 1, 16), LONGEST_WAIT)
        values: dict[str, Any] = {
            "available_at": clock.now() + wait,
            "outcome": type(error).__name__,
        }
    else:
        sent_by = ", ".join(one.name for one in channels)
        values = {"done_at": clock.now(), "outcome": sent_by}
    with writing() as session:
        one = update(Outbox).where(Outbox.id == message["id"], Outbox.done_at.is_(None))
        session.execute(one.values(**values, leased_until=None))
