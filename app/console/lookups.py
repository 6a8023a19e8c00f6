"""Relations in query bars: asked by name or code, looked up while typing, never a whole table."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from flask import g
from flask_appbuilder.models.filters import BaseFilter
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, Select, or_, select

from app.access.actors import current_actor
from app.access.filtering import text_of
from app.access.scoped import visible
from app.console import display
from app.console.naming import district_name, known
from app.extensions import db
from app.foundation.labels import text
from app.foundation.numbers import whole
from app.people.models import Specialist

OFFERED = 10
"""Results of one look-up."""
APART = " · "
"""Between a name and what tells it from others."""
Option = tuple[str, str]
"""What is sent, and what is shown for it."""


def _value(value: Any) -> str:
    """An id, or words; raises ValueError for a number that is no id."""
    typed = text_of(value).strip()
    if typed.isdigit() and whole(typed) is None:
        raise ValueError(typed)
    return typed


class Lookup(BaseFilter, ABC):
    """A filter by one of many rows: takes what `find` offers, and a name or code that was typed."""

    name = lazy_gettext("Equal to")
    arg_name = "eq"
    reader = staticmethod(_value)

    @abstractmethod
    def find(self, typed: str) -> Sequence[Option]:
        """The first few that fit what was typed."""

    @abstractmethod
    def label_of(self, value: str) -> str:
        """What is shown for a value; itself, where it is none."""


class RowLookup(Lookup):
    """Rows of a directory, as far as the actor sees them."""

    directory: Any

    @staticmethod
    def shown(row: Any) -> str:
        """The row's name."""
        return display.named(row)

    def find(self, typed: str) -> Sequence[Option]:
        """Active ones; one statement."""
        query = select(self.directory).where(self.directory.active, self._fits(typed))
        rows = db.session.scalars(
            query.order_by(self.directory.sort, self.directory.id).limit(OFFERED)
        )
        return [(str(one.id), self.shown(one)) for one in rows]

    def label_of(self, value: str) -> str:
        """By id one statement, told once a request."""
        pk = whole(value)
        if pk is None:
            return value
        told: dict[Any, str] = g.setdefault("lookup_labels", {})
        if (self.directory, pk) not in told:
            query = select(self.directory).where(self.directory.id == pk, self._seen())
            row = db.session.scalar(query)
            told[self.directory, pk] = self.shown(row) if row else value
        return told[self.directory, pk]

    def apply(self, query: Any, value: str) -> Any:
        """An id, a code, a name, else a part of one."""
        column = getattr(self.datamodel.obj, self.column_name)
        pk = whole(value)
        return query.filter(column == pk if pk is not None else column.in_(self._meant(value)))

    def _meant(self, typed: str) -> Select[int]:
        name = typed.split(APART, maxsplit=1)[0]
        exact = select(self.directory.id).where(
            self._seen(), or_(*(one == name for one in self._names()))
        )
        ids = list(db.session.scalars(exact))
        fits = self.directory.id.in_(ids) if ids else self._fits(name)
        found: Select[int] = select(self.directory.id).where(fits)
        return found

    def _names(self) -> list[Any]:
        names = ("code", "name", "name_en")
        return [getattr(self.directory, one) for one in names if hasattr(self.directory, one)]

    def _fits(self, typed: str) -> ColumnElement[bool]:
        parts = (one.icontains(typed, autoescape=True) for one in self._names())
        return self._seen() & or_(*parts)

    def _seen(self) -> ColumnElement[bool]:
        return visible(self.directory, current_actor())


def rows_of(model: Any, shown: Callable[[Any], str] = display.named) -> type[RowLookup]:
    """The filter by rows of a directory."""
    return type(
        f"{model.__name__}Lookup", (RowLookup,), {"directory": model, "shown": staticmethod(shown)}
    )


def _with_organisation(one: Specialist) -> str:
    return APART.join(filter(None, (display.named(one), display.named(one.organisation))))


SPECIALISTS = rows_of(Specialist, _with_organisation)
"""Names repeat themselves, so the organisation stands beside."""


class TownshipLookup(Lookup):
    """The districts of the county; the catalogue knows them without a statement."""

    def find(self, typed: str) -> Sequence[Option]:
        """By code or name."""
        return [(code, district_name(code)) for code in self._codes(typed)][:OFFERED]

    def label_of(self, value: str) -> str:
        """The name."""
        return district_name(value)

    def apply(self, query: Any, value: str) -> Any:
        """A code, else every district whose name holds it."""
        codes = [value] if value in known().districts else self._codes(value)
        return query.filter(getattr(self.datamodel.obj, self.column_name).in_(codes))

    def _codes(self, typed: str) -> list[str]:
        wanted = typed.casefold()
        labels = {code: text(one.label) for code, one in known().districts.items()}
        return [
            code for code, name in labels.items() if wanted in code or wanted in name.casefold()
        ]
