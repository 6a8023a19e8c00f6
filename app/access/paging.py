"""Pages by key: the rows behind (or before) one row of an order, whatever came in between.

The order is a column, then the id; rows without a value come last in either direction, on either
engine. A page is read from an index (column, id), however deep in the list it lies.
"""

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import literal, select, tuple_, union_all

from app.foundation.errors import Malformed
from app.foundation.messages import say
from app.foundation.numbers import whole

PLACE = re.compile(r"(after|before)\.([0-9]+)\.([0-9]+)(?:\.(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Order:
    """By a column of the row; the id, in the same direction, decides between equals."""

    column: str = "id"
    descending: bool = True

    @property
    def direction(self) -> str:
        """As addresses and Flask-AppBuilder say it."""
        return "desc" if self.descending else "asc"


@dataclass(frozen=True)
class Place:
    """The row that a page begins behind, or ends before."""

    backwards: bool
    number: int
    """Which row of the list, counted from 1, the page begins with."""
    id: int
    value: Any = None
    """What the row has in the column of the order; None where it has nothing."""

    def __str__(self) -> str:
        """As it stands in an address."""
        plain = self.value.isoformat() if isinstance(self.value, date | datetime) else self.value
        said = "" if plain is None else f".{plain}"
        return f"{'before' if self.backwards else 'after'}.{self.number}.{self.id}{said}"

    @classmethod
    def read(cls, said: str, reader: Callable[[str], Any]) -> Self:
        """What str() wrote; `reader` reads a value of the column. Raises Malformed."""
        found = PLACE.fullmatch(said)
        wrong = Malformed(say("This is no page of the list."))
        if found is None:
            raise wrong
        way, value = found.group(1), found.group(4)
        number, pk = whole(found.group(2)), whole(found.group(3))
        if number is None or pk is None:
            raise wrong
        try:
            return cls(way == "before", number, pk, None if value is None else reader(value))
        except (ValueError, TypeError, OverflowError, LookupError) as error:
            raise wrong from error


@dataclass(frozen=True)
class Page:
    """Rows in their order, and where its neighbours are."""

    rows: Sequence[Any]
    first: int
    """The number of the first row, counted from 1."""
    previous: Place | None
    next: Place | None


def page_of(datamodel: Any, filters: Any, order: Order, place: Place | None, size: int) -> Page:
    """The visible rows of one page, with what the datamodel loads along: one statement."""
    model = datamodel.obj
    found = _keys(datamodel.matching(filters), model, order, place, size + 1)
    page = datamodel.loaded().join(found, found.c.pk == model.id)
    up = order.descending == _backwards(place)
    by = (found.c.part, found.c.value, found.c.pk)
    read = page.order_by(*((one.asc() if up else one.desc()) for one in by)).limit(size + 1).all()
    more, read = len(read) > size, read[:size]
    return _paged(read[::-1] if _backwards(place) else read, order, place, size, more=more)


def _backwards(place: Place | None) -> bool:
    return place is not None and place.backwards


def _keys(rows: Any, model: Any, order: Order, place: Place | None, size: int) -> Any:
    """The first `size` keys of the page: rows with a value and rows without, each by the index."""
    column, up = getattr(model, order.column), order.descending == _backwards(place)
    last = -1 if order.descending else 1  # behind the rows with a value, whichever way is read
    parts = []
    for empty, conditions in _parts(column, model.id, order, place):
        part = literal(last if empty else 0).label("part")
        keys = rows.with_entities(part, column.label("value"), model.id.label("pk"))
        ordered = (one.asc() if up else one.desc() for one in (column, model.id))
        found = keys.filter(*conditions).order_by(*ordered).limit(size).subquery()
        parts.append(select(*found.c))
    return (parts[0] if len(parts) == 1 else union_all(*parts)).subquery("page")


def _parts(
    column: Any, pk: Any, order: Order, place: Place | None
) -> Iterator[tuple[bool, Sequence[Any]]]:
    """(rows without a value?, conditions) of those parts of the list that a page may reach."""
    nullable = column.property.columns[0].nullable
    there, gone = ([column.is_not(None)], [column.is_(None)]) if nullable else ([], [])
    if place is None:
        yield False, there
        if nullable:
            yield True, gone
        return
    beyond = operator.gt if order.descending == place.backwards else operator.lt
    if nullable and place.value is None:
        yield True, [*gone, beyond(pk, place.id)]
        if place.backwards:
            yield False, there
        return
    if order.column == pk.key:
        yield False, [beyond(pk, place.id)]
        return
    row = tuple_(literal(place.value, column.type), literal(place.id))
    yield False, [beyond(tuple_(column, pk), row)]
    if nullable and not place.backwards:
        yield True, gone


def _paged(
    read: Sequence[Any], order: Order, place: Place | None, size: int, *, more: bool
) -> Page:
    backwards = _backwards(place)
    first = place.number if place and (more or not backwards) else 1

    def beside(row: Any, number: int, *, before: bool) -> Place:
        return Place(before, max(number, 1), row.id, getattr(row, order.column))

    previous = following = None
    if read and (more if backwards else place):
        previous = beside(read[0], first - size, before=True)
    if read and (more or backwards):
        following = beside(read[-1], first + len(read), before=False)
    return Page(read, first, previous, following)
