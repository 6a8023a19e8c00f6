"""A workbook or a text with separators as rows of text; whatever may harm is refused first."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, NoReturn

from openpyxl import load_workbook

from app.foundation.errors import Invalid
from app.foundation.messages import Message, say

MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_CELL = 4000
"""Characters."""
LARGEST_INSIDE = 96 * 1024 * 1024
"""Bytes of a workbook's parts, unpacked."""
MOST_PARTS = 500
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOOK = "xl/workbook.xml"


@dataclass(frozen=True)
class Sheet:
    """The header and the rows below it, each with its number in the sheet; blank rows left out."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(name: str, content: bytes) -> Sheet:
    """Rows of the first sheet of an .xlsx, or of a .csv; raises Invalid (`file`)."""
    if not content:
        _refuse(say("The file is empty."))
    if content.startswith(OLE):
        _refuse(say("This is an old or an encrypted workbook: save it as .xlsx, unprotected."))
    if content.startswith(b"PK"):
        return _told(_workbook(name, content))
    if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods", ".zip")):
        _refuse(say("This is no .xlsx workbook."))
    return _told(_separated(content))


def _refuse(message: Message) -> NoReturn:
    raise Invalid({"file": [message]}, message)


def _told(rows: Iterator[tuple[int, tuple[str, ...]]]) -> Sheet:
    """The first row that holds something is the header."""
    found = islice(((line, row) for line, row in rows if any(row)), MOST_ROWS + 2)
    _, first = next(found, (0, ()))
    headers = _trimmed(first)
    if not headers:
        _refuse(say("The sheet holds nothing."))
    if len(headers) > MOST_COLUMNS:
        _refuse(say("The sheet has more than %(most)s columns.", most=MOST_COLUMNS))
    below = tuple((line, _fitted(line, row, len(headers))) for line, row in found)
    if len(below) > MOST_ROWS:
        _refuse(say("The sheet has more than %(most)s rows: divide it.", most=MOST_ROWS))
    if not below:
        _refuse(say("The sheet has a header but no row below it."))
    return Sheet(headers, below)


def _trimmed(row: Sequence[str]) -> tuple[str, ...]:
    filled = max((at for at, one in enumerate(row, 1) if one), default=0)
    return tuple(row[:filled])


def _fitted(line: int, row: Sequence[str], width: int) -> tuple[str, ...]:
    if any(len(one) > LONGEST_CELL for one in row):
        _refuse(say("Row %(line)s has a cell of more than %(most)s characters.", line=line,
                    most=LONGEST_CELL))  # fmt: skip
    return (*row[:width], *[""] * (width - len(row)))


# ---------------------------------------------------------------- workbooks
def _workbook(name: str, content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    _look_through(name, content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        sheet.reset_dimensions()  # what it says of itself may be wrong
        rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        for line, row in enumerate(rows, 1):
            yield line, tuple(map(_text, row))
        book.close()
    except (
        KeyError, ValueError, TypeError, AttributeError, IndexError, StopIteration, SyntaxError,
        OSError, EOFError, zipfile.BadZipFile, NotImplementedError,
    ) as error:  # fmt: skip
        raise Invalid({"file": [UNREADABLE]}, UNREADABLE) from error


UNREADABLE = say("The workbook can't be read: it is damaged, or made by something else.")


def _look_through(name: str, content: bytes) -> None:
    """Before anything is unpacked: macros, bombs, and what isn't a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Invalid({"file": [UNREADABLE]}, UNREADABLE) from error
    names = {one.filename for one in parts}
    macros = any(one.lower().endswith("vbaproject.bin") for one in names)
    if macros or name.lower().endswith((".xlsm", ".xltm", ".xlam")):
        _refuse(say("Workbooks with macros are not accepted: save it as .xlsx."))
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > LARGEST_INSIDE:
        _refuse(say("Unpacked, the workbook would be too large."))
    if BOOK not in names:
        _refuse(say("This is no .xlsx workbook."))


def _text(value: Any) -> str:
    """A cell as text: what a formula came to, days as ISO, numbers without an exponent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)  # noqa: PLR2004  # a float's digits
    return str(value).strip()


def _moment(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return f"{value:%Y-%m-%dT%H:%M}"


# ---------------------------------------------------------------- separators
def _separated(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    said = decoded(content)
    head = said[: said.find("\n") + 1] or said
    separator = max(",\t;", key=head.count)
    try:
        rows: Iterable[list[str]] = csv.reader(io.StringIO(said, newline=""), delimiter=separator)
        for line, row in enumerate(rows, 1):
            yield line, tuple(one.strip() for one in row)
    except csv.Error as error:
        raise Invalid({"file": [NO_TEXT]}, NO_TEXT) from error


NO_TEXT = say("The file is neither an .xlsx workbook nor a text with separators.")


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else GB 18030; raises Invalid (`file`)."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            said = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in said:
            return said
    raise Invalid({"file": [NO_TEXT]}, NO_TEXT)
