"""Configuration read once per revision, and asked without SQL (DESIGN §2)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, ref

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.catalog.models import CatalogueRevision

T = TypeVar("T")


class PerRevision(Generic[T]):
    """Something read from the configuration: kept per database until its revision changes.

    One statement per transaction, however many such things are asked for; more only after a
    publication. What a transaction has read stays so for all of it.
    """

    def __init__(self, read: Callable[[Session, int], T]) -> None:
        self._read = read
        self._kept: WeakKeyDictionary[Engine, tuple[tuple[int, str], T]] = WeakKeyDictionary()

    def __call__(self, session: Session) -> T:
        """The present state; raises LookupError where no bundle has been applied yet."""
        noticed = _noticed(session)
        if self not in noticed.read:
            engine = session.get_bind().engine
            kept = self._kept.get(engine)
            if kept is None or kept[0] != noticed.stamp:
                kept = noticed.stamp, self._read(session, noticed.stamp[0])
                self._kept[engine] = kept
            noticed.read[self] = kept[1]
        return noticed.read[self]  # type: ignore[no-any-return]  # what stood beside this key


@dataclass
class _Noticed:
    """The revision that a transaction saw, and what it has read of it."""

    stamp: tuple[int, str]
    read: dict[PerRevision[Any], Any] = field(default_factory=dict)


PRESENT = tuple(
    select(one).scalar_subquery() for one in (CatalogueRevision.revision, CatalogueRevision.stamp)
)
"""For another statement of the transaction that reads it along: `notice` takes the values."""


def _noticed(session: Session) -> _Noticed:
    seen, noticed = session.info.get("catalogue", (None, None))
    transaction = session.get_transaction()
    if seen and transaction and seen() is transaction:
        return noticed  # type: ignore[no-any-return]  # what stood beside it
    return notice(session, *session.execute(select(*PRESENT)).one())


def notice(session: Session, revision: int | None, stamp: str | None) -> _Noticed:
    """What this transaction has read of `PRESENT`; raises LookupError where there is nothing."""
    if revision is None or stamp is None:
        raise LookupError("no bundle has been applied: flask init")
    noticed, transaction = _Noticed((revision, stamp)), session.get_transaction()
    session.info["catalogue"] = ref(transaction) if transaction else None, noticed
    return noticed


def forget(session: Session) -> None:
    """After a publication in this transaction: what it has read is no longer so."""
    session.info.pop("catalogue", None)
