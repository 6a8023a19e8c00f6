"""Wrong passwords counted in the database, for an account and for an address (DOMAIN §12).

An attempt is counted before the password is looked at, so that many at once can't slip through.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import case, delete, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.access import account_changes
from app.extensions import begin_writing
from app.foundation import clock
from app.foundation.base import UTCDateTime
from app.foundation.errors import DomainError
from app.foundation.messages import say
from app.people.models import LoginFailure
from app.people.rules import ACCOUNT_ATTEMPTS, ADDRESS_ATTEMPTS, LOCK, WINDOW

log = logging.getLogger(__name__)


class Locked(DomainError):
    """Too many wrong passwords; `until` tells when the next attempt is looked at."""

    status, kind = 429, "locked"

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(
            say(
                "Too many failed attempts. Try again after %(time)s, or ask the administrator.",
                time=clock.local(until).strftime("%H:%M"),
            )
        )

    @property
    def headers(self) -> Mapping[str, str]:
        """In how many seconds the next attempt is looked at (RFC 9110)."""
        return {"Retry-After": str(max(1, ceil((self.until - clock.now()).total_seconds())))}


def account_key(username: str) -> str:
    """The same row however the name is written; unknown names are counted like known ones."""
    return f"account:{username.replace(chr(0), '').strip().lower()[:128]}"


def address_key(address: str) -> str:
    return f"address:{address[:128]}"


def begin_attempt(session: Session, username: str, address: str) -> None:
    """Count an attempt as if it failed; raises Locked. Commits, so that the count stays."""
    begin_writing(session)
    now = clock.now()
    _forget_old(session, now)
    keys = {account_key(username): ACCOUNT_ATTEMPTS, address_key(address): ADDRESS_ATTEMPTS}
    refused = [key for key, limit in sorted(keys.items()) if not _count(session, key, limit, now)]
    until = session.scalar(
        select(LoginFailure.locked_until)
        .where(LoginFailure.key.in_(refused))
        .order_by(LoginFailure.locked_until.desc())
    )
    session.commit()
    if until:
        log.warning("locked until %s: %r from %s", until, username[:128], address)
        raise Locked(until)


def end_attempt(session: Session, username: str, address: str) -> None:
    """The password was right: forget the account's count, take this one off the address's."""
    forget(session, username)
    session.execute(
        update(LoginFailure)
        .where(LoginFailure.key == address_key(address), LoginFailure.count > 0)
        .values(count=LoginFailure.count - 1, locked_until=None)
    )


def forget(session: Session, username: str) -> None:
    """An account's failures."""
    session.execute(delete(LoginFailure).where(LoginFailure.key == account_key(username)))


def unlock(session: Session, user: Any) -> None:
    """Let it sign in again before the time is over; the journal keeps who did. Caller commits."""
    forget(session, user.username)
    account_changes.journal(session, user, "unlock")


def _count(session: Session, key: str, limit: int, now: datetime) -> bool:
    """Add one to a key in one atomic statement; False when it is locked."""
    dialect: Any = {"postgresql": postgresql, "sqlite": sqlite}[session.get_bind().dialect.name]
    count = LoginFailure.count + 1
    lock_end = literal(now + LOCK, UTCDateTime)
    added = dialect.insert(LoginFailure).values(key=key, count=1, first_at=now)
    counted = added.on_conflict_do_update(
        index_elements=[LoginFailure.key],
        set_={
            "count": count,
            "locked_until": case((count >= limit, lock_end), else_=None),
        },
        where=or_(LoginFailure.locked_until.is_(None), LoginFailure.locked_until <= now),
    )
    return session.execute(counted.returning(LoginFailure.id)).first() is not None


def _forget_old(session: Session, now: datetime) -> None:
    """Rows that can't matter any more; names that never existed don't pile up."""
    session.execute(
        delete(LoginFailure).where(
            LoginFailure.first_at <= now - WINDOW,
            or_(LoginFailure.locked_until.is_(None), LoginFailure.locked_until <= now),
        )
    )
