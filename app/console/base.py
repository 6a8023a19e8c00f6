"""The view every list of the console is made of: scope, checked arguments, nothing shared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_appbuilder import ModelView
from flask_appbuilder.forms import DynamicForm

from app.access.filtering import CheckedFilters
from app.access.list_arguments import CheckedArguments
from app.access.rules import Needed
from app.foundation.errors import NotFound


class ScopedView(CheckedArguments, ModelView):
    """A list and a page per row; what the actor may not see is not there (404).

    Subclasses name `permits`, the columns with their labels, and a `search_form` whose fields are
    the `search_columns`; relations are never offered as a whole table.
    """

    permits: dict[str, Needed] = {}
    include_route_methods: set[str] = {"list", "show"}
    page_size = 25
    search_form: Any = None
    computed: Mapping[str, Callable[[Any], Any]] = {}
    """Column → what stands in it, from the whole row."""
    asked_too: Sequence[str] = ()
    """Inputs of the search form that no column answers, but a filter of `offered_filters`."""
    looked_up: Mapping[str, Callable[[Sequence[Any]], Sequence[Any]]] = {}
    """Column → what stands in it, for all rows of a page at once."""

    def _init_forms(self) -> None:
        """Forms are made per request: what they offer depends on the catalogue and the actor."""
        if self.search_form is None:
            self.search_form = DynamicForm

    def _get_search_widget(self, form: Any = None, **asked: Any) -> dict[str, Any]:
        """The search bar: columns, and what else the view asks for."""
        widgets: dict[str, Any] = super()._get_search_widget(form=form, **asked)
        widgets["search"].template_args["include_cols"] = [*self.search_columns, *self.asked_too]
        return widgets

    def _get_list_widget(self, filters: Any, **asked: Any) -> dict[str, Any]:
        """The table: FAB's, with columns that need the whole row, and with no shared filters."""
        widgets = asked.pop("widgets", None) or {}
        order = asked.get("order_column"), asked.get("order_direction")
        column, direction = order if order[0] else self.base_order or ("", "")
        page, size = asked.get("page"), asked.get("page_size") or self.page_size
        joined = filters.get_joined_filters(self._base_filters)
        count, rows = self.datamodel.query(joined, column, direction, page=page, page_size=size)
        columns = self.columns()
        widgets["list"] = self.list_widget(
            label_columns=columns,
            include_columns=list(columns),
            value_columns=self.cells_of(rows),
            order_columns=self.order_columns,
            formatters_columns={},
            page=page,
            page_size=size,
            count=count,
            pks=self.datamodel.get_keys(rows),
            actions=self.offered_actions(rows),
            filters=filters,
            modelview_name=type(self).__name__,
        )
        return widgets

    def offered_actions(self, rows: Sequence[Any]) -> Mapping[str, Any]:  # noqa: ARG002  # subclasses look at them
        """What can be done to several rows of this page at once."""
        offered: Mapping[str, Any] = self.actions
        return offered

    def fresh_filters(self) -> CheckedFilters:
        """The filters offered to this request's actor; none active."""
        fresh: CheckedFilters = self._offered.fresh(self.more_filters())
        return fresh

    def base_filters_now(self) -> Any:
        """What narrows this list whatever is asked for."""
        return self._base_filters

    def offered_columns(self, filters: CheckedFilters) -> dict[str, Any]:  # noqa: ARG002  # subclasses look at them
        """All columns that a list filtered so can show, with their labels, in order."""
        return {column: self.label_columns.get(column) for column in self.list_columns}

    def chosen_columns(self, offered: Mapping[str, Any]) -> Iterable[str]:
        """Those that are shown where the address names none."""
        return offered

    def columns(self) -> dict[str, Any]:
        """The columns of this request with their labels, in order."""
        return self.offered_columns(self._filters)

    def cells_of(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """What stands in each column of each row."""
        found = {column: look_up(rows) for column, look_up in self.looked_up.items()}
        own = [one for one in self.columns() if one not in found]
        return [
            {**self._cells(row, own), **{column: found[column][at] for column in found}}
            for at, row in enumerate(rows)
        ]

    def _cells(self, row: Any, columns: Iterable[str]) -> dict[str, Any]:
        return {
            column: self.computed[column](row)
            if column in self.computed
            else self._formatted(column, getattr(row, column))
            for column in columns
        }

    def _formatted(self, column: str, value: Any) -> Any:
        formatter = self.formatters_columns.get(column)
        return formatter(value) if formatter else value

    def row(self, pk: str) -> Any:
        """The row, if the actor sees it; raises NotFound."""
        found = self.datamodel.get(pk)
        if found is None:
            raise NotFound
        return found
