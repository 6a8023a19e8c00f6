"""Workbooks that are handed out: a template with drop-downs, rows with what is wrong in them.

Every cell is text: what begins with = + - @ is never a formula in the sheet of whoever opens it.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from app.foundation.labels import text
from app.foundation.messages import say
from app.intake.rules.columns import Column
from app.intake.rules.sheets import MOST_ROWS

TEXT = "@"
NEEDED = PatternFill("solid", fgColor="FDE8E4")
HEAD = PatternFill("solid", fgColor="E8EEF7")
WRONG = PatternFill("solid", fgColor="FCD9D3")
WIDTHS = (12, 40)


def template(title: str, columns: Sequence[Column], locale: str) -> bytes:
    """The columns with their drop-downs, and a second sheet that explains each."""
    book = Workbook()
    sheet = book.active
    sheet.title = _sheet_title(title)
    explained = book.create_sheet(_said("How to fill it in", locale))
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    sheet.freeze_panes = "A2"
    for at, column in enumerate(columns, 1):
        label = column.label(locale) + ("*" if column.required else "")
        _head(sheet, at, label, NEEDED if column.required else HEAD)
        sheet.column_dimensions[get_column_letter(at)].number_format = TEXT
        if offered := column.offered(locale):
            sheet.add_data_validation(_drop_down(lists, at, offered))
    _explain(explained, columns, locale)
    return _saved(book)


def _said(msgid: str, locale: str) -> str:
    return text(SAYINGS[msgid], locale)


SAYINGS = {
    "How to fill it in": say("How to fill it in"),
    "Column": say("Column"),
    "Required": say("Required"),
    "What it takes": say("What it takes"),
    "yes": say("yes"),
    "What is wrong": say("What is wrong"),
    "several": say("several, separated by commas"),
    "day": say("a day such as 2026-12-31"),
}


def _sheet_title(title: str) -> str:
    return "".join(one for one in title if one not in r"[]:*?/\\")[:31]


def _head(sheet: Any, at: int, label: str, fill: PatternFill) -> None:
    cell = _put(sheet, 1, at, label)
    cell.font, cell.fill = Font(bold=True), fill
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    width = sum(2 if ord(sign) > 0x2E80 else 1 for sign in label) + 4  # noqa: PLR2004  # wide signs begin there
    letter = get_column_letter(at)
    sheet.column_dimensions[letter].width = min(max(width, WIDTHS[0]), WIDTHS[1])


def _put(sheet: Any, row: int, column: int, value: str) -> Any:
    """Text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if value:
        cell.value, cell.data_type = value, "s"
    cell.number_format, cell.quotePrefix = TEXT, value[:1] in "=+-@\t\r" and bool(value)
    return cell


def _drop_down(lists: Any, at: int, offered: Sequence[str]) -> DataValidation:
    """The choices stand on the hidden sheet: within the rule they could hold no comma."""
    letter = get_column_letter(at)
    for row, one in enumerate(offered, 1):
        _put(lists, row, at, one)
    rule = DataValidation("list", f"lists!${letter}$1:${letter}${len(offered)}", allow_blank=True)
    rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    return rule


def _explain(sheet: Any, columns: Sequence[Column], locale: str) -> None:
    heads = ("Column", "Required", "What it takes")
    for at, one in enumerate(heads, 1):
        _head(sheet, at, _said(one, locale), HEAD)
    for row, column in enumerate(columns, 2):
        _put(sheet, row, 1, column.label(locale))
        _put(sheet, row, 2, _said("yes", locale) if column.required else "")
        _put(sheet, row, 3, takes(column, locale))
    for letter, width in zip("ABC", (36, 10, 90), strict=True):
        sheet.column_dimensions[letter].width = width


def takes(column: Column, locale: str) -> str:
    """What may stand in a cell of this column, in a line."""
    field, offered = column.field, column.offered(locale)
    told = [text(field.help, locale)] if field.help and not column.part else []
    if field.kind == "multi_choice":
        told.append(_said("several", locale))
        offered = [label for _, label in field.options(locale)]
    if field.kind == "date":
        told.append(_said("day", locale))
    told.append(" / ".join(offered))
    return " · ".join(one for one in told if one)


def with_errors(
    title: str, headers: Sequence[str], rows: Iterable[tuple[Sequence[str], set[int], str]],
    locale: str,
) -> bytes:  # fmt: skip
    """The sheet as it was brought with one more column; rows = (cells, which are wrong, why)."""
    book = Workbook()
    sheet = book.active
    sheet.title = _sheet_title(title)
    sheet.freeze_panes = "A2"
    for at, label in enumerate([*headers, _said("What is wrong", locale)], 1):
        _head(sheet, at, label, HEAD)
    for row, (cells, wrong, why) in enumerate(rows, 2):
        for at, value in enumerate(cells):
            cell = _put(sheet, row, at + 1, value)
            if at in wrong:
                cell.fill = WRONG
        _put(sheet, row, len(headers) + 1, why)
    return _saved(book)


def _saved(book: Any) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
