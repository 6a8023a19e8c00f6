"""What is brought as a sheet: read whatever it was written with, refused where it may harm."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.foundation.errors import Invalid
from app.intake.rules import sheets
from app.intake.rules.books import with_errors
from app.intake.rules.sheets import read_sheet

LINES = "企业名称,联系电话\n淮源食品,13905641234\n\n“新”厂,\n"


def book(*rows: list[object]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def refused(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(Invalid) as caught:
        read_sheet(name, content)
    return caught.value.errors["file"][0].msgid


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_read_in_every_usual_encoding(encoding: str, separator: str) -> None:
    said = LINES.replace(",", separator).encode(encoding)
    sheet = read_sheet("a.csv", said)
    assert sheet.headers == ("企业名称", "联系电话")
    assert sheet.rows == ((2, ("淮源食品", "13905641234")), (4, ("“新”厂", "")))


def test_cells_are_text_as_people_see_them() -> None:

    day, at = dt.date(2026, 6, 1), dt.datetime(2026, 6, 1, 9, 30)  # noqa: DTZ001  # sheets know no zone
    sheet = read_sheet("a.xlsx", book(["a"] * 6, [13905641234, 12.5, True, day, at, " x "]))
    assert sheet.rows[0][1] == (
        "13905641234", "12.5", "true", "2026-06-01", "2026-06-01T09:30", "x",
    )  # fmt: skip


texts = st.text("=+-@\t王a1,;\"'", max_size=8).map(str.strip)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_what_is_handed_out_comes_back_to_the_letter_and_runs_nowhere(
    rows: list[tuple[str, str]],
) -> None:
    content = with_errors("x", ["a", "b"], ((row, set(), "no") for row in rows), "en")
    cells = load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n"}
    read = read_sheet("a.xlsx", content).rows
    assert [row[:2] for _, row in read] == [tuple(row) for row in rows]


def test_formulas_count_by_their_value_which_a_fresh_one_lacks() -> None:
    sheet = read_sheet("a.xlsx", book(["a", "b"], ["x", "=1+1"]))
    assert sheet.rows == ((2, ("x", "")),)


def packed(*parts: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts:
            made.writestr(name, part)
    return content.getvalue()


def test_macros_bombs_and_other_things_are_refused_before_they_are_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = book(["a"], ["b"])
    assert "macros" in refused(plain, "a.xlsm")
    assert "macros" in refused(packed(("xl/workbook.xml", b""), ("xl/vbaProject.bin", b"")))
    assert "no .xlsx" in refused(packed(("word/document.xml", b"")))
    assert "damaged" in refused(packed(("xl/workbook.xml", b"<")))
    assert "damaged" in refused(plain[:400])
    assert "old or an encrypted" in refused(sheets.OLE + b"x")
    assert "neither" in refused(bytes(range(256)), "a.csv")
    assert "empty" in refused(b"")
    monkeypatch.setattr(sheets, "LARGEST_INSIDE", 10_000)
    bomb = packed(("xl/workbook.xml", b""), ("xl/worksheets/sheet1.xml", b" " * 10_001))
    assert "too large" in refused(bomb)


def test_entities_that_stand_for_gigabytes_do_not_unfold() -> None:
    declared = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "ha">{declared}]><workbook>&e8;</workbook>'
    parts = zipfile.ZipFile(io.BytesIO(book(["a"], ["b"])))
    rest = [(one, parts.read(one)) for one in parts.namelist() if one != "xl/workbook.xml"]
    assert "damaged" in refused(packed(*rest, ("xl/workbook.xml", bomb.encode())))


def test_too_many_rows_and_columns_are_refused_with_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 3)
    assert "rows" in refused(b"a\n" * 5, "a.csv")
    assert len(read_sheet("a.csv", b"a\n" * 4).rows) == 3
    assert "columns" in refused(b"a,b,c,d\n1\n", "a.csv")
    assert "columns" in refused(book(["a", "b", "c", "d"], [1]))
    assert "no row" in refused(b"a,b\n\n", "a.csv")
    assert "nothing" in refused(b"\n\n", "a.csv")
