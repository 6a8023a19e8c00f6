"""The file of a list: refused where it would be too long, journalled before it leaves."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlencode

from flask import Response, current_app, request, url_for
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.finding import FIND
from app.access.list_arguments import FILTER
from app.access.personal import COLUMNS as PERSONAL
from app.access.scoped import visible
from app.console.exporting.sheets import WRITERS
from app.console.exporting.values import Value, headings, values_of
from app.console.listing import COUNT, KEY, SIZE, VIEW, Listing, argument, bare_rows_of, select_of
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.foundation.messages import one_reader, say
from app.foundation.numbers import whole
from app.people.models import SavedView
from app.workflow import exports

CHUNK = 500
"""Rows that are in memory at once."""
PIECE = 64 * 1024
"""Bytes that are sent at once."""
BAD_IN_NAMES = '/\\:*?"<>|\r\n\t'


def ways(view: Any) -> list[tuple[str, str]]:
    """Kind of file → where this list is had as one, from its first row to its last."""
    left_out = {argument(view, one) for one in (KEY, SIZE, COUNT)}
    asked = [one for one in request.args.items(multi=True) if one[0] not in left_out]
    query = f"?{urlencode(asked)}" if asked else ""
    return [(one, url_for(f"{view.endpoint}.export", kind=one) + query) for one in WRITERS]


def answer(view: Any, asked: Listing, kind: str) -> Any:
    """The file; raises NotFound for an unknown kind, Invalid where there are too many rows."""
    if kind not in WRITERS:
        raise NotFound
    _check_length(view, asked)
    named = _name_of_view(view)
    title = "-".join(filter(None, (str(view.list_title), named)))
    file = TemporaryFile()  # noqa: SIM115  # `_sent` closes it behind the last byte
    try:
        rows = _written(file, view, asked, kind, title)
        told: dict[str, str | int] = {
            "list": str(view.list_title),
            "view": named,
            "filters": _filters(),
            "rows": rows,
        }
        exports.journal(current_actor(), told | {"format": kind})
    except BaseException:
        file.close()
        raise
    today = f"{clock.local(clock.now()):%Y-%m-%d}"
    name = "".join(one for one in f"{title}-{today}.{kind}" if one not in BAD_IN_NAMES)
    response = Response(_sent(file), mimetype=WRITERS[kind][0])
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _written(file: IO[bytes], view: Any, asked: Listing, kind: str, title: str) -> int:
    """How many rows there are; reading is over then, so that the journal may be written."""
    with one_reader():
        rows = WRITERS[kind][1](file, title, headings(view, asked.columns), _lines(view, asked))
    db.session.rollback()
    return rows


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        yield from iter(partial(file.read, PIECE), b"")


def _check_length(view: Any, asked: Listing) -> None:
    most, count = current_app.config["EXPORT_MOST"], bare_rows_of(view, asked).count()
    if count > most:
        said = say(
            "The list has %(count)s rows, a sheet takes %(most)s: narrow it by filters first.",
            count=f"{count:,}",
            most=f"{most:,}",
        )
        raise Invalid({"": [said]})


def _lines(view: Any, asked: Listing) -> Iterator[list[Value]]:
    """Every row of the list in its order: one reading of the database, told chunk by chunk."""
    rows, columns = iter(select_of(view, asked).yield_per(CHUNK)), [*asked.columns]
    while chunk := list(islice(rows, CHUNK)):
        yield from values_of(view, columns, chunk)


def _name_of_view(view: Any) -> str:
    """Of the saved view that the list was opened from, if the reader sees it."""
    pk = whole(request.args.get(VIEW, ""))
    shown = (SavedView.id == pk) & visible(SavedView, current_actor())
    query = select(SavedView.name).where(shown, SavedView.list_name == type(view).__name__)
    return db.session.scalar(query) or "" if pk else ""


def _filters() -> str:
    """What was filtered by; personal values are not journalled (DOMAIN §12)."""
    apart = {*PERSONAL, FIND}
    found = ((FILTER.fullmatch(name), value) for name, value in request.args.items(multi=True))
    told = {
        (one.group(2), "…" if one.group(2) in apart else value)
        for one, value in found
        if one and value
    }
    return " ".join(f"{column}={value}" for column, value in sorted(told))
