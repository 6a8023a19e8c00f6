"""The two kinds of file: written row by row, so that their length costs no memory.

What people typed is text, whatever it begins with: a sheet must not run it (CWE-1236).
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.console.exporting.values import Value

WIDE = map(chr, (0xFF1D, 0xFF0B, 0xFF0D, 0xFF20))
FORMULAS = ("=", "+", "-", "@", "\t", "\r", *WIDE)
"""Spreadsheets of the East take the wide signs, too."""
LONGEST = 32_767
"""Signs that a cell of a workbook holds."""
WIDTH = 18
BAD_IN_TITLES = r"[]:*?/\\"
Lines = Iterable[Sequence[Value]]


def write_csv(file: IO[bytes], _title: str, headings: Sequence[str], lines: Lines) -> int:
    """UTF-8 with the mark by which Excel knows it; answers how many lines there were."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer, count = csv.writer(text), 0
    writer.writerow([_harmless(one) for one in headings])
    for count, line in enumerate(lines, 1):  # noqa: B007  # the last one is the answer
        writer.writerow([_harmless(one) for one in line])
    text.flush()
    text.detach()
    return count


def _harmless(value: Value) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return value


def write_xlsx(file: IO[bytes], title: str, headings: Sequence[str], lines: Lines) -> int:
    """A workbook of one sheet whose head stays in sight; answers how many lines there were."""
    book, count = Workbook(write_only=True), 0
    name = "".join(one for one in title if one not in BAD_IN_TITLES)
    sheet = book.create_sheet(name[:31] or None)
    sheet.freeze_panes = "A2"
    for at in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTH
    bold = Font(bold=True)
    sheet.append([_cell(sheet, one, font=bold) for one in headings])
    for count, line in enumerate(lines, 1):  # noqa: B007  # the last one is the answer
        sheet.append([_cell(sheet, one) for one in line])
    book.save(file)
    return count


TOP = Alignment(vertical="top", wrap_text=True)


def _cell(sheet: Any, value: Value, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        words = str(ILLEGAL_CHARACTERS_RE.sub("", value))[:LONGEST]
        cell.value, cell.data_type, cell.quotePrefix = words, "s", words.startswith(FORMULAS)
    else:
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, int | Decimal):
            cell.number_format = "General"
    cell.alignment = TOP
    if font:
        cell.font = font
    return cell


WRITERS: Mapping[str, tuple[str, Callable[[IO[bytes], str, Sequence[str], Lines], int]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "csv": ("text/csv; charset=utf-8", write_csv),
}
"""Ending of a file's name → its media type, and who writes it."""
