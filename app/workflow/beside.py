"""Rows that belong to the same applications: surveys, schemes, digs, attachments and their like."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

T = TypeVar("T")


class Beside:
    """Read once per table for all applications of one door call or page, and only when asked for.

    The application's lock protects these rows too: whoever changes one comes through the door.
    Without a session there is nothing but what was added. `locked` under the door: what belongs to
    several applications is read with its own lock.
    """

    def __init__(
        self,
        session: Session | None = None,
        application_ids: Collection[int] = (),
        *,
        locked: bool = False,
    ) -> None:
        self.session, self.locked = session, locked
        self._ids = list(application_ids)
        self._read: dict[Any, dict[int, list[Any]]] = {}
        self._asked: dict[Callable[..., Any], Any] = {}

    def of(self, model: type[T], application_id: int) -> list[T]:
        """The application's rows of this table, in the order of their ids."""
        return self._of(model)[application_id]

    def add(self, row: Any) -> None:
        """Know a row that an action has just made."""
        self._of(type(row))[row.application_id].append(row)

    def ask(self, query: Any) -> list[Any]:
        """What a page tells of other applications, row by row; nothing without a session."""
        return list(self.session.execute(query)) if self.session else []

    def every(self, model: type[T]) -> list[T]:
        """The rows of all applications."""
        return [one for rows in list(self._of(model).values()) for one in rows]

    def once(self, look_up: Callable[[Session, "Beside"], Sequence[T]]) -> Sequence[T]:
        """What a look-up finds for all applications, across their borders too."""
        if look_up not in self._asked:
            self._asked[look_up] = look_up(self.session, self) if self.session else ()
        found: Sequence[T] = self._asked[look_up]
        return found

    @property
    def application_ids(self) -> Sequence[int]:
        """Those of the call or page, in order."""
        return sorted(self._ids)

    def __iter__(self) -> Iterator[Any]:
        """Every row it knows."""
        for found in self._read.values():
            for rows in found.values():
                yield from rows

    def _of(self, model: Any) -> dict[int, list[Any]]:
        if model not in self._read:
            self._read[model] = found = defaultdict(list)
            for row in self._rows(model) if self.session else ():
                found[row.application_id].append(row)
        return self._read[model]

    def _rows(self, model: Any) -> Any:
        assert self.session is not None  # noqa: S101  # asked before
        query = select(model).where(model.application_id.in_(self._ids)).order_by(model.id)
        return self.session.scalars(query, execution_options={"populate_existing": True})
