"""A list as an address asks for it: which rows, in what order, with which columns.

A saved view is a list's view class and the `query_of` it; pages, counts and exports all read the
same `select_of`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from app.access.filtering import CheckedFilters, reader_of
from app.access.list_arguments import FILTER, PAGE_SIZES, check_filters
from app.access.paging import Order, Place
from app.foundation.errors import Malformed
from app.foundation.messages import say
from app.foundation.numbers import whole

Args = MultiDict[str, str]
COLUMN, DIRECTION, SIZE, COLUMNS, KEY, COUNT = (
    "_oc_",
    "_od_",
    "psize_",
    "_cols_",
    "_key_",
    "_count_",
)
"""Begin the name of an argument; the view's name ends it, as Flask-AppBuilder does."""
VIEW = "_view_"
"""The saved view that a list was opened from: its id."""
DIRECTIONS = {"asc": False, "desc": True}


@dataclass(frozen=True)
class Listing:
    """What was asked, checked."""

    filters: CheckedFilters
    order: Order
    columns: Mapping[str, Any]
    """Those that are shown, in order, with their labels."""
    size: int
    """Rows of a page."""
    place: Place | None
    """Where its page begins; None for the first."""
    exact: bool
    """Whether to count all rows, however many."""


def listing_of(view: Any, args: Args) -> Listing:
    """The list of a ScopedView that these arguments ask for; raises Malformed."""
    filters = _filters(view, args)
    order = _order(view, args)
    size = args.get(argument(view, SIZE))
    key = args.get(argument(view, KEY))
    reader = reader_of(view.datamodel, order.column)
    return Listing(
        filters,
        order,
        _columns(view, filters, args.get(argument(view, COLUMNS))),
        _size(size) if size is not None else view.page_size,
        Place.read(key, reader) if key else None,
        exact=args.get(argument(view, COUNT)) == "exact",
    )


def listing_of_query(view: Any, query: str) -> Listing:
    """The same of a query string."""
    return listing_of(view, args_of(query))


def args_of(query: str) -> Args:
    """The arguments that a query string says."""
    return MultiDict(parse_qsl(query))


def select_of(view: Any, listing: Listing) -> Any:
    """Every visible row of the list in its order, with what its columns show (a Query)."""
    datamodel, order = view.datamodel, listing.order
    found = datamodel.matching(filters_of(view, listing)).with_entities(datamodel.obj.id)
    rows = datamodel.loaded().filter(datamodel.obj.id.in_(found))
    column = getattr(datamodel.obj, order.column)
    keys = (one.desc() if order.descending else one.asc() for one in (column, datamodel.obj.id))
    return rows.order_by(*(key.nulls_last() for key in keys))


def bare_rows_of(view: Any, listing: Listing) -> Any:
    """The same without order and columns, to be counted (a Query)."""
    return view.datamodel.matching(filters_of(view, listing))


def filters_of(view: Any, listing: Listing) -> CheckedFilters:
    """What was asked for, and what the list never shows."""
    joined: CheckedFilters = listing.filters.get_joined_filters(view.base_filters_now())
    return joined


def query_of(view: Any, args: Args) -> str:
    """The canonical query string: what is filtered by, the order, chosen columns; no page."""
    kept = {argument(view, one) for one in (COLUMN, DIRECTION, COLUMNS)}
    asked = {
        (name, value)
        for name, value in args.items(multi=True)
        if value and (name in kept or FILTER.fullmatch(name))
    }
    return urlencode(sorted(asked))


def shown_query(view: Any, listing: Listing, args: Args) -> str:
    """The same with the columns as they are shown, so that everybody sees these."""
    shown = MultiDict(args)
    shown[argument(view, COLUMNS)] = ",".join(listing.columns)
    return query_of(view, shown)


def shows(view: Any, listing: Listing, args: Args, query: str) -> bool:
    """Whether the list is shown as this query has it, as far as the reader may see its columns."""
    saved, own, name = args_of(query), MultiDict(args), argument(view, COLUMNS)
    columns = (saved.pop(name, None) or "").split(",")
    own.poplist(name)
    if query_of(view, saved) != query_of(view, own):
        return False
    if columns == [""]:
        return True
    offered = view.offered_columns(listing.filters)
    return [one for one in columns if one in offered] == [*listing.columns]


def without_columns(view: Any, query: str) -> str:
    """A list's query string whose columns are the reader's own again; the rest as it is."""
    name = argument(view, COLUMNS)
    return urlencode([one for one in parse_qsl(query) if one[0] != name])


def query_today(view: Any, query: str) -> tuple[str, list[str]]:
    """What the list still knows of a query kept for long, and the columns it doesn't filter by."""
    args, filters, gone = args_of(query), view.fresh_filters(), []
    for name, value in [*args.items(multi=True)]:
        found = FILTER.fullmatch(name)
        if found and not filters.takes(found.group(2), int(found.group(1)), value):
            gone.append(found.group(2))
            args.poplist(name)
    order = args.get(argument(view, COLUMN))
    if order is not None and order not in view.order_columns:
        args.poplist(argument(view, COLUMN))
    return query_of(view, args), gone


def argument(view: Any, beginning: str) -> str:
    """The name of a view's argument."""
    return f"{beginning}{type(view).__name__}"


def _filters(view: Any, args: Args) -> CheckedFilters:
    filters: CheckedFilters = view.fresh_filters()
    check_filters(filters.get_search_filters(), args)
    for name, values in sorted(args.lists()):
        if found := FILTER.fullmatch(name):
            filters.add_filter_index(found.group(2), int(found.group(1)), values)
    return filters


def _order(view: Any, args: Args) -> Order:
    column = args.get(argument(view, COLUMN))
    if column is None:
        column, direction = view.base_order or ("id", "desc")
        return Order(column, DIRECTIONS[direction])
    direction = args.get(argument(view, DIRECTION), "asc")
    if column not in view.order_columns or direction not in DIRECTIONS:
        raise Malformed(say("The list can't be ordered by this."))
    return Order(column, DIRECTIONS[direction])


def _columns(view: Any, filters: CheckedFilters, asked: str | None) -> dict[str, Any]:
    """Those the address names, else those the reader chose; the first one always.

    What the list has no longer is passed over: a saved view outlives a service.
    """
    offered: dict[str, Any] = view.offered_columns(filters)
    chosen = asked.split(",") if asked else view.chosen_columns(offered)
    found = [one for one in offered if one in chosen]
    first = next(iter(offered))
    return {one: offered[one] for one in dict.fromkeys((first, *found))}


def _size(asked: str) -> int:
    size = whole(asked)
    if size not in PAGE_SIZES:
        sizes = ", ".join(map(str, PAGE_SIZES))
        raise Malformed(say("Pages have one of these sizes: %(sizes)s.", sizes=sizes))
    return int(size)
