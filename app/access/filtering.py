"""What a list is filtered by: read by the column's type before it gets near SQL.

Flask-AppBuilder keeps one Filters object per view and shares it between threads, and hands values
to the database as they came.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Self

from flask import g, has_request_context
from flask_appbuilder.models.filters import BaseFilter, Filters

from app.foundation import clock
from app.foundation.errors import Malformed
from app.foundation.messages import Message, say
from app.sla.models import CalendarVersion
from app.sla.queries import calendars_in_force

LARGEST = 2**31 - 1
"""What an INTEGER column holds on PostgreSQL."""
LONGEST = 200
SETS = frozenset({"in", "not_in"})
MOST = 100
"""Values of a set, and filters of a request."""
UNREADABLE = (ValueError, TypeError, OverflowError, LookupError)
"""What readers raise for a value that is none."""
NO_MORE: Mapping[str, list[Any]] = MappingProxyType({})


class CheckedFilters(Filters):
    """Copies that keep what may be searched, and values that fit their columns."""

    search_columns: list[str]

    def fresh(self, more: Mapping[str, list[Any]] = NO_MORE) -> Self:
        """The same filters offered, and `more` of them by column; none active."""
        twin = copy.copy(self)
        twin.clear_filters()
        if more:
            twin._search_filters = {**self._search_filters, **more}  # noqa: SLF001  # its own copy
            twin.search_columns = [*self.search_columns, *more]
        return twin

    def offer(self, column: str, filters: list[BaseFilter]) -> None:
        """These and no others for this column."""
        self._search_filters[column] = filters
        self.search_columns = [*dict.fromkeys((*self.search_columns, column))]

    def copy(self) -> Self:
        twin = self.fresh()
        twin.filters, twin.values = [*self.filters], [*self.values]
        return twin

    def without(self, column: str) -> Self:
        """The same active filters, but for those of one column."""
        twin = self.fresh()
        for one, value in zip(self.filters, self.values, strict=True):
            if one.column_name != column:
                twin.filters.append(one)
                twin.values.append(value)
        return twin

    def get_joined_filters(self, filters: Filters) -> Self:
        """These and those."""
        joined = self.copy()
        joined.filters += filters.filters
        joined.values += filters.values
        return joined

    def add_filter_index(self, column_name: str, filter_instance_index: int, value: Any) -> None:
        """A filter from a page's address; inputs left empty ask for nothing."""
        given = [one for one in value if one != ""]
        offered = self._search_filters.get(column_name, ())
        if filter_instance_index >= len(offered):
            raise refused(column_name, say("This can't be filtered by."))
        if given:
            self._add_filter(offered[filter_instance_index], given)

    def takes(self, column_name: str, index: int, value: str) -> bool:
        """Whether there is such a filter, and this is a value of it."""
        offered = self._search_filters.get(column_name, ())
        if column_name not in self.search_columns or index >= len(offered):
            return False
        try:
            self._read(offered[index], value)
        except Malformed:
            return False
        return True

    def rest_add_filters(self, data: Sequence[dict[str, Any]]) -> None:
        """Filters as [{"col", "opr", "value"}]; raises Malformed naming the column."""
        if len(data) > MOST:
            raise refused("", say("Too many filters."))
        for one in data:
            column, operator, value = one["col"], one["opr"], one["value"]
            offered = {each.arg_name: each for each in self._search_filters.get(column, ())}
            if column not in self.search_columns:
                raise refused(column, say("This can't be filtered by."))
            if operator not in offered:
                known = ", ".join(offered)
                raise refused(column, say("The operators here are: %(known)s.", known=known))
            if isinstance(value, list) != (operator in SETS):
                raise refused(column, say("“in” takes a list, the others one value."))
            self._add_filter(offered[operator], value)

    def apply_all(self, query: Any) -> Any:
        """Add every active filter to the query; several values of one filter must all hold."""
        for one, given in zip(self.filters, self.values, strict=True):
            values = [self._read(one, each) for each in _listed(given)]
            for value in [values] if one.arg_name in SETS else values:
                query = one.apply(query, value)
        return query

    def _read(self, asked: BaseFilter, value: Any) -> Any:
        """By the filter's own `reader`, where it asks for something else than its column holds."""
        if callable(value) or value is None:
            return value
        column = asked.column_name
        try:
            reader = getattr(asked, "reader", None) or reader_of(self.datamodel, column)
            return reader(value)
        except UNREADABLE as error:
            said = say("“%(value)s” is no value of this.", value=str(value)[:40])
            raise refused(column, said) from error


def _listed(given: Any) -> Sequence[Any]:
    if not isinstance(given, list):
        return [given]
    if len(given) > MOST:
        raise refused("", say("At most %(limit)s values.", limit=MOST))
    return given


def refused(column: str, why: Message) -> Malformed:
    """A filter that can't be used, named."""
    field = f"filters.{column[:40]}" if column else "filters"
    return Malformed(say("The list can't be filtered like this."), {field: [why]})


def reader_of(datamodel: Any, column: str) -> Callable[[Any], Any]:
    """How a value for this column is read; the reader raises ValueError or TypeError."""
    if datamodel.is_enum(column):
        return datamodel.list_columns[column].type.enum_class  # type: ignore[no-any-return]  # FAB is untyped
    if "." in column:
        return text_of
    readers: dict[str, Callable[[Any], Any]] = {
        "is_relation": _integer,
        "is_boolean": boolean_of,
        "is_datetime": instant_of,
        "is_date": day_of,
        "is_integer": _integer,
    }
    tests = (reader for test, reader in readers.items() if getattr(datamodel, test)(column))
    return next(tests, text_of)


def text_of(value: Any) -> str:
    """A text that both databases can look for; raises ValueError."""
    text = str(value)
    if isinstance(value, bool | dict | list) or "\0" in text or len(text) > LONGEST:
        raise ValueError(text)
    text.encode()
    return text


def _integer(value: Any) -> int:
    number = int(value)
    if isinstance(value, bool | float) or abs(number) > LARGEST:
        raise ValueError(value)
    return number


def boolean_of(value: Any) -> bool:
    return {"y": True, "true": True, "1": True, "n": False, "false": False, "0": False}[
        str(value).lower()
    ]


def instant_of(value: Any) -> datetime:
    """ISO 8601; without a zone it is the county's wall clock."""
    instant = datetime.fromisoformat(value)
    return instant if instant.tzinfo else instant.replace(tzinfo=clock.ZONE)


def day_of(value: Any) -> date:
    return date.fromisoformat(value)


class FreshFilters:
    """Mixin for views and APIs: every request works on filters of its own."""

    offered_filters: Mapping[str, Sequence[type[BaseFilter]]] = {}
    """Column → the only filters it may be asked by, in place of all that its type would allow.

    What is no column can be asked by too, if its filters know how.
    """
    _offered: Any = None

    def _init_properties(self) -> None:
        super()._init_properties()  # type: ignore[misc]  # Flask-AppBuilder's class comes next
        view: Any = self
        for column, filters in self.offered_filters.items():
            self._offered.offer(column, [one(column, view.datamodel) for one in filters])

    @property
    def _filters(self) -> CheckedFilters:
        if not has_request_context():
            return self._offered  # type: ignore[no-any-return]  # FAB sets it while it starts
        known: dict[int, CheckedFilters] = g.setdefault("filters", {})
        if id(self) not in known:
            known[id(self)] = self.fresh_filters()
        return known[id(self)]

    @_filters.setter
    def _filters(self, filters: CheckedFilters) -> None:
        self._offered = filters

    def fresh_filters(self) -> CheckedFilters:
        """Those offered to this request's actor; none active."""
        fresh: CheckedFilters = self._offered.fresh(self.more_filters())
        return fresh

    def more_filters(self) -> Mapping[str, list[Any]]:
        """Those that only this request knows, by column."""
        return NO_MORE


class CalendarsInForce(BaseFilter):
    """The latest revision of each calendar; earlier ones are reached from these."""

    name = "in force"
    arg_name = "in_force"

    def apply(self, query: Any, _value: Any) -> Any:
        """Only those."""
        return query.filter(CalendarVersion.id.in_(calendars_in_force()))
