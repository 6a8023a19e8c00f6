"""Arguments of Flask-AppBuilder's pages, checked before it reads them."""

import re
from collections.abc import Container, Iterable
from typing import Any

from flask import request

from app.access.filtering import FreshFilters, refused
from app.foundation.errors import Malformed
from app.foundation.messages import say
from app.foundation.numbers import whole

PAGE_SIZES = (10, 25, 50, 100)
LAST_PAGE = 1_000_000
FILTER = re.compile("_flt_([0-9])_(.+)")


class CheckedArguments(FreshFilters):
    """Mixin for views: a page, size or order that doesn't exist is refused, not a fault of ours."""

    def _list(self, **kwargs: Any) -> Any:
        check_numbers()
        check_filters(self._filters.get_search_filters(), request.args)
        view: Any = self
        column = request.args.get(f"_oc_{type(self).__name__}")
        if column is not None and column not in view.order_columns:
            raise Malformed(say("The list can't be ordered by this."))
        return super()._list(**kwargs)  # type: ignore[misc]  # Flask-AppBuilder's view comes next

    def _show(self, pk: Any) -> Any:
        check_numbers()
        return super()._show(pk)  # type: ignore[misc]  # likewise


def check_filters(offered: Container[str], args: Iterable[str]) -> None:
    """Flask-AppBuilder passes over a column it doesn't know, and shows more than was asked for."""
    for name in args:
        if name.startswith("_flt_"):
            found = FILTER.fullmatch(name)
            column = found.group(2) if found else name
            if column not in offered:
                raise refused(column, say("This can't be filtered by."))


def check_numbers() -> None:
    """Flask-AppBuilder reads the pages and sizes of every view at once."""
    for name, sent in request.args.items():
        number = whole(sent)
        if name.startswith("page_") and (number is None or number > LAST_PAGE):
            raise Malformed(say("Pages are numbers, counted from 0."))
        if name.startswith("psize_") and number not in PAGE_SIZES:
            sizes = ", ".join(map(str, PAGE_SIZES))
            raise Malformed(say("Pages have one of these sizes: %(sizes)s.", sizes=sizes))
