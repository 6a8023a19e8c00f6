"""The view every list of the console is made of: scope, checked arguments, nothing shared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import permission_name

from app.access.actors import current_actor
from app.access.counting import counted
from app.access.filtering import CheckedFilters
from app.access.list_arguments import CheckedArguments, check_numbers
from app.access.paging import Page, page_of
from app.access.rules import Needed, Open, allowed, needed_on
from app.console import arrangement, exporting, query_bar, saved, table
from app.console.listing import Listing, bare_rows_of, filters_of, listing_of, without_columns
from app.console.lookups import Lookup
from app.foundation.errors import NotFound
from app.foundation.messages import one_reader

COUNTED = 1000
"""Rows are counted up to here; further on request."""
TOTAL = "total"
LONGEST = 60
"""Signs of a look-up."""
READ_ONLY = {"csrf": False}
"""Forms that only say what can be asked need no token."""


class ScopedView(CheckedArguments, ModelView):
    """A list and a page per row; what the actor may not see is not there (404).

    Subclasses name `permits`, the columns with their labels, and a `search_form` whose fields are
    the `search_columns`; relations are never offered as a whole table.
    """

    permits: dict[str, Needed] = {"arrange": Open.signed_in}
    include_route_methods: set[str] = {"list", "show"}
    list_template = "lianban/list.html"
    page_size = 25
    search_form: Any = None
    computed: Mapping[str, Callable[[Any], Any]] = {}
    """Column → what stands in it, from the whole row."""
    asked_too: Sequence[str] = ()
    """Inputs of the search form that no column answers, but a filter of `offered_filters`."""
    looked_up: Mapping[str, Callable[[Sequence[Any]], Sequence[Any]]] = {}
    """Column → what stands in it, for all rows of a page at once."""
    folded: frozenset[str] = frozenset()
    """Columns that are shown only to readers who choose them."""
    exported: Mapping[str, Sequence[exporting.Part]] = {}
    """Column → what stands for it in a sheet, where one cell of the page tells several things."""
    kept: bool = True
    """Whether views of this list can be saved."""

    def __init__(self, **kwargs: Any) -> None:
        self.include_route_methods = {*self.include_route_methods, "arrange", "lookup", "export"}
        super().__init__(**kwargs)

    def _init_forms(self) -> None:
        """Forms are made per request: what they offer depends on the catalogue and the actor."""
        if self.search_form is None:
            self.search_form = DynamicForm

    # ------------------------------------------------------------ the list
    def _list(self, **_asked: Any) -> dict[str, Any]:
        """What the list's template draws: as many statements as there are questions, no more."""
        check_numbers()
        asked = listing_of(self, request.args)
        datamodel, filters = self.datamodel, filters_of(self, asked)
        page = page_of(datamodel, filters, asked.order, asked.place, asked.size)
        counts = counted(datamodel.session, self.to_count(asked, page), COUNTED)
        with one_reader():
            return self.contents(asked, page, counts)

    def render_template(self, template: str, **context: Any) -> Any:
        """The page, in one reader's language."""
        with one_reader():
            return super().render_template(template, **context)

    def contents(self, asked: Listing, page: Page, counts: Mapping[Any, int]) -> dict[str, Any]:
        """Bar, table, pages, arrangement, and what can be done to several rows at once."""
        return {
            "name": type(self).__name__,
            "bar": query_bar.bar(self, asked),
            "heads": table.heads(self, asked),
            "lines": table.lines(self, asked, page.rows),
            "pages": table.pages(self, asked, page, self.total(asked, page, counts)),
            "arrangement": self._arrangement(asked),
            "size": asked.size,
            "bulk": self.bulk(),
            "add_url": url_for(f"{self.endpoint}.add") if self.may("add") else None,
            "edit": self.may("edit"),
            "views": saved.of_list(self, asked) if self.kept else None,
            "exports": exporting.ways(self) if page.rows else (),
        }

    def to_count(self, asked: Listing, page: Page) -> dict[Any, Any]:
        """Name → rows (a Query) to be counted by one statement; a page that is all needs none."""
        whole_list = not page.next and not page.previous
        return {} if whole_list or asked.exact else {TOTAL: bare_rows_of(self, asked)}

    def total(self, asked: Listing, page: Page, counts: Mapping[Any, int]) -> str:
        """How many rows the list has, in words."""
        if asked.exact:
            return f"{bare_rows_of(self, asked).count():,}"
        return bounded(counts.get(TOTAL, len(page.rows)))

    def bulk(self) -> dict[str, Any] | None:
        """What can be done to several rows of this page at once, as far as the role goes."""
        actor = current_actor()
        verbs = [one for one in self.actions.values() if allowed(self.permits.get(one.name), actor)]
        told = [{"verb": one.name, "label": str(one.text)} for one in verbs]
        url = f"{self.endpoint}.action_post"
        return {"url": url_for(url), "verbs": told, "name": "action"} if told else None

    def may(self, method: str) -> bool:
        """Whether the view has this route, and it is open to the actor."""
        there = method in self.include_route_methods
        return there and allowed(needed_on(self, method), current_actor())

    # ------------------------------------------------------------ what it is asked by
    def base_filters_now(self) -> Any:
        """What narrows this list whatever is asked for."""
        return self._base_filters

    def asking(self, filters: CheckedFilters) -> Any:  # noqa: ARG002  # subclasses look at them
        """The form whose fields the query bar shows."""
        return self.search_form(meta=READ_ONLY)

    def asked_columns(self, filters: CheckedFilters) -> Sequence[str]:  # noqa: ARG002  # likewise
        """Its fields in their order."""
        return (*self.search_columns, *self.asked_too)

    # ------------------------------------------------------------ columns and cells
    def offered_columns(self, filters: CheckedFilters) -> dict[str, Any]:  # noqa: ARG002  # likewise
        """All columns that a list filtered so can show, with their labels, in order."""
        return {column: self.label_columns.get(column) for column in self.list_columns}

    def chosen_columns(self, offered: Mapping[str, Any]) -> Iterable[str]:
        """Those that are shown where the address names none; answers with those of the list."""
        chosen = arrangement.arrangement_of(self).get("columns")
        if not chosen:
            return [one for one in offered if one not in self.folded]
        return [one for one in offered if one in chosen or one not in self.list_columns]

    def cells_of(
        self, rows: Sequence[Any], columns: Iterable[str] | None = None
    ) -> list[dict[str, Any]]:
        """What stands in these columns (all of the list's) of each row."""
        wanted = list(self.list_columns if columns is None else columns)
        found = {one: look_up(rows) for one, look_up in self.looked_up.items() if one in wanted}
        own = [one for one in wanted if one not in found]
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

    # ------------------------------------------------------------ beside the list
    def _arrangement(self, asked: Listing) -> dict[str, Any]:
        offered = self.offered_columns(asked.filters)
        return {
            "url": url_for(f"{self.endpoint}.arrange"),
            "compact": bool(arrangement.arrangement_of(self).get("compact")),
            "columns": [
                {"name": one, "label": str(label), "on": one in asked.columns}
                for one, label in offered.items()
                if one in self.list_columns
            ][1:],
            "next": request.query_string.decode(errors="replace"),
        }

    @expose("/arrange", methods=["POST"])
    def arrange(self) -> Any:
        """Remember columns and density; back to the list as it was."""
        columns = [one for one in request.form.getlist("column") if one in self.list_columns]
        chosen = [self.list_columns[0], *columns]
        arrangement.remember(self, chosen, compact=request.form.get("density") == "compact")
        back = url_for(f"{self.endpoint}.list")
        query = without_columns(self, request.form.get("next", ""))
        return redirect(f"{back}?{query}" if query else back)

    @expose("/export/<kind>", methods=["GET"])
    @has_access
    @permission_name("list")
    def export(self, kind: str) -> Any:
        """All rows of the list as a sheet."""
        check_numbers()
        return exporting.answer(self, listing_of(self, request.args), kind)

    @expose("/lookup", methods=["GET"])
    @has_access
    @permission_name("list")
    def lookup(self) -> Any:
        """Up to ten rows that a relation of the query bar may mean, as JSON."""
        offered = self.fresh_filters().get_search_filters()
        asked = offered.get(request.args.get("field", ""), ())
        typed = request.args.get("q", "").strip()[:LONGEST].replace("\0", "")
        if not asked or not isinstance(asked[0], Lookup):
            raise NotFound
        found = asked[0].find(typed) if typed else []
        return jsonify(result=[{"value": value, "label": label} for value, label in found])


def bounded(number: int) -> str:
    """A count that stopped says so."""
    return f"{COUNTED}+" if number > COUNTED else str(number)
