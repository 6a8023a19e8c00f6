"""Lists of tickets filtered by what was answered: offered as the catalogue says now (DESIGN §2)."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any

from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.models.sqla.filters import (
    FilterEqual,
    FilterGreater,
    FilterIn,
    FilterNotEqual,
    FilterSmaller,
    FilterStartsWith,
)
from flask_babel import lazy_gettext
from sqlalchemy import false, or_

from app.access.actors import current_actor
from app.access.filtering import SETS, UNREADABLE, boolean_of, day_of, instant_of, text_of
from app.catalog.kinds import OPERATORS, Sort
from app.catalog.queries import Filterable, catalogue
from app.extensions import db
from app.tickets.queries import answered

COLUMN = "attrs."
"""What the column of an answer begins with: `attrs.<field>`."""
NAMES: Mapping[str, Any] = {
    "ge": lazy_gettext("At least"),
    "le": lazy_gettext("At most"),
} | {
    one.arg_name: one.name
    for one in (
        FilterEqual, FilterNotEqual, FilterGreater, FilterSmaller, FilterIn, FilterStartsWith
    )
}  # fmt: skip
NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?"


def _number(value: Any) -> Decimal:
    """As written, or a JSON number."""
    if isinstance(value, bool) or not re.fullmatch(NUMBER, str(value)):
        raise ValueError(value)
    return Decimal(str(value))


def _instant(value: Any) -> str:
    """As answers are kept: UTC, to the second."""
    return instant_of(value).astimezone(UTC).isoformat()[:19]


READERS: Mapping[Sort, Callable[[Any], Any]] = {
    Sort.text: text_of,
    Sort.code: text_of,
    Sort.number: _number,
    Sort.day: lambda value: day_of(value).isoformat(),
    Sort.instant: _instant,
    Sort.flag: boolean_of,
}


@dataclass(frozen=True, eq=False)
class Asked:
    """A filterable answer, in those versions in which the actor may see it."""

    of: Filterable
    versions: Sequence[int]

    @property
    def operators(self) -> Sequence[str]:
        """How it may be compared."""
        return OPERATORS[self.of.sort]

    @property
    def codes(self) -> set[str]:
        """What may be chosen, in any of the versions."""
        fields = (self.of.asked[one] for one in self.versions)
        return {code for field in fields for code in field.paths()[self.of.path] or ()}

    def read(self, value: Any) -> Any:
        """The value by its sort; raises ValueError, TypeError, OverflowError or LookupError."""
        found = READERS[self.of.sort](value)
        if self.of.sort == Sort.code and found not in self.codes:
            raise ValueError(value)
        return found


class AnswerFilter(BaseFilter):
    """One comparison with the answers under one id, of every service that asks it."""

    def __init__(
        self, column: str, datamodel: Any, comparison: str, asked: Sequence[Asked]
    ) -> None:
        super().__init__(column, datamodel)  # which would register a class by its `arg_name`
        self.arg_name, self.name = comparison, NAMES[comparison]
        self.asked = asked

    def reader(self, value: Any) -> Mapping[tuple[Sort, Any], Sequence[int]]:
        """The value as each service understands it; raises ValueError where none does."""
        found: dict[tuple[Sort, Any], list[int]] = defaultdict(list)
        for one in self.asked:
            with suppress(*UNREADABLE):
                found[one.of.sort, one.read(value)] += one.versions
        if not found:
            raise ValueError(value)
        return found

    def apply(self, query: Any, value: Any) -> Any:
        """Tickets whose answer compares so, in whichever service; of a set, with any value."""
        dialect = self.datamodel.session.get_bind().dialect.name
        several = self.arg_name in SETS
        comparison = "eq" if several else self.arg_name
        path = self.column_name.removeprefix(COLUMN)
        return query.filter(
            or_(
                false(),
                *(
                    answered(path, sort, comparison, read, versions, dialect)
                    for each in (value if several else [value])
                    for (sort, read), versions in each.items()
                ),
            )
        )


def answer_filters(datamodel: Any) -> dict[str, list[AnswerFilter]]:
    """Column → its filters, as far as the actor may see the answers."""
    roles = current_actor().roles
    by_column: dict[str, list[Asked]] = defaultdict(list)
    for one in catalogue(db.session()).filterable:
        if versions := one.versions(roles):
            by_column[COLUMN + one.path].append(Asked(one, versions))
    return {
        column: [
            AnswerFilter(column, datamodel, name, [one for one in asked if name in one.operators])
            for name in dict.fromkeys(name for one in asked for name in one.operators)
        ]
        for column, asked in by_column.items()
    }
