"""Rows that belong to the same applications: surveys, schemes, digs, attachments and their like."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, bindparam, cast, null, select, union_all
from sqlalchemy.orm import Session, aliased

from app.approvals.models import Approval, ApprovalPackage
from app.journal.models import Attachment
from app.sitework.models.digs import Dig, DigMerge, DigMergePart
from app.sitework.models.joint_works import Dependency
from app.sitework.models.schemes import FeeLine, Scheme
from app.sitework.models.surveys import Survey, SurveyPart
from app.tickets.models import Ticket

T = TypeVar("T")

TOGETHER: Sequence[Any] = (
    Ticket, Survey, SurveyPart, Scheme, FeeLine, ApprovalPackage, Approval, Dig, Dependency,
    Attachment,
)  # fmt: skip
"""Tables that declarations ask for: read at once, since a page asks for most of them."""
JOINT: Sequence[Any] = (DigMerge, DigMergePart)
"""What belongs to several applications: a page reads it along, with all excavations it joins."""


class Beside:
    """Read once for all applications of one door call or page, and only when asked for.

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
        self.made: list[Any] = []
        """Rows that actions of this call have made."""
        self._read: dict[Any, dict[int, list[Any]]] = {}
        self._asked: dict[Callable[..., Any], Any] = {}

    def of(self, model: type[T], application_id: int) -> list[T]:
        """The application's rows of this table, in the order of their ids."""
        return self._of(model)[application_id]

    def know(self, model: type[T], rows: Iterable[T]) -> None:
        """All rows of this table, where they have been read already."""
        self._read[model] = found = defaultdict(list)
        for row in rows:
            found[_case(row)].append(row)

    def add(self, row: Any) -> None:
        """Know a row that an action has just made."""
        self.made.append(row)
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
            together = TOGETHER if self.locked else (*TOGETHER, *JOINT)
            wanted = together if self.session and model in together else (model,)
            missing = [one for one in wanted if one not in self._read]
            for one in missing:
                self._read[one] = defaultdict(list)
            for row in self._rows(missing) if self.session else ():
                self._read[type(row)][_case(row)].append(row)
        return self._read[model]

    def _rows(self, models: Sequence[Any]) -> Iterable[Any]:
        assert self.session is not None  # noqa: S101  # asked before
        ids, as_locked = {"ids": self.application_ids}, {"populate_existing": self.locked}
        query = _in_one(tuple(models), joint=not self.locked)
        found = self.session.execute(query, ids, execution_options=as_locked)
        rows = [next(one for one in row if one is not None) for row in found]
        return sorted(rows, key=lambda one: one.id)


def _case(row: Any) -> int:
    return int(row.application_id)


def _belongs(model: Any, *, joint: bool) -> ColumnElement[bool]:
    """Rows of the applications asked for; `joint`: with what their joint digs join."""
    ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
    own: ColumnElement[bool] = model.application_id.in_(ids)
    if not joint or model not in {DigMerge, DigMergePart, Dig}:
        return own
    mine = select(DigMergePart.merge_id).where(DigMergePart.application_id.in_(ids))
    if model is DigMerge:
        return DigMerge.id.in_(mine)
    if model is DigMergePart:
        return DigMergePart.merge_id.in_(mine)
    return own | Dig.id.in_(select(DigMergePart.dig_id).where(DigMergePart.merge_id.in_(mine)))


@cache
def _in_one(models: tuple[Any, ...], *, joint: bool) -> Any:
    """One statement for several tables: each branch has its own columns, and NULL in the others."""
    columns = [(model, column) for model in models for column in model.__table__.c]
    branches = (
        select(
            *(
                (column if of is model else cast(null(), column.type)).label(
                    f"{of.__name__}:{column.name}"
                )
                for of, column in columns
            )
        ).where(_belongs(model, joint=joint))
        for model in models
    )
    every = union_all(*branches).subquery()
    return select(*(aliased(model, every) for model in models))
