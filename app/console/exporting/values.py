"""Cells of a list as values of a sheet: what the page says, numbers and days as such."""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from app.console import display
from app.foundation import clock
from app.foundation.messages import Message

Part = tuple[Message, Callable[[Any], Any]]
"""Heading and value, of a row."""
Value = str | int | Decimal | date | datetime | None
BENEATH = re.compile(r'<small class="lb-beneath"[^>]*>')
TAG, SPACE = re.compile(r"<[^>]+>"), re.compile(r"[^\S\n]+")
INSTANTS: Mapping[Any, Callable[[datetime], Value]] = {
    display.moment: lambda at: clock.local(at).replace(tzinfo=None, second=0, microsecond=0),
    display.day: lambda at: clock.local(at).date(),
}
"""What a list writes as a moment or a day is one in the sheet too, on the county's wall clock."""


def headings(view: Any, columns: Mapping[str, Any]) -> list[str]:
    """One per column, more where a column has parts."""
    return [
        str(label)
        for name, shown in columns.items()
        for label in ([part for part, _ in view.exported.get(name, ())] or [shown or name])
    ]


def values_of(view: Any, columns: Sequence[str], rows: Sequence[Any]) -> Iterator[list[Value]]:
    """Each row's values, by the list's own code and masks, in the order of the headings."""
    whole = [one for one in columns if one not in view.exported]
    for row, cells in zip(rows, view.cells_of(rows, whole), strict=True):
        yield [
            value
            for name in columns
            for value in (
                [_plain(read(row)) for _, read in view.exported[name]]
                if name in view.exported
                else [_instant(view, row, name) or _plain(cells[name])]
            )
        ]


def _instant(view: Any, row: Any, column: str) -> Value:
    kind = INSTANTS.get(view.formatters_columns.get(column))
    if kind is None or column in view.computed:
        return None
    value = getattr(row, column)
    return kind(value) if isinstance(value, datetime) else None


def _plain(value: Any) -> Value:
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, datetime):
        return INSTANTS[display.moment](value)
    if value is None or isinstance(value, int | Decimal | date):
        return value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return str(gettext(", ")).join(str(_plain(one)) for one in value) or None
    return _words(value) if isinstance(value, Markup) else str(value) or None


def _words(markup: Markup) -> str | None:
    """What is written; a second line of a cell is one here too."""
    told = html.unescape(TAG.sub(" ", BENEATH.sub("\n", str(markup))))
    lines = (SPACE.sub(" ", line).strip() for line in told.split("\n"))
    return "\n".join(line for line in lines if line) or None
