"""A list as a sheet: exactly the rows that the reader sees, in order, masked, harmless, told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.console.exporting.sheets import write_csv, write_xlsx
from app.journal.models import Event
from tests.support.clients import Client
from tests.support.pages import ACCOUNTS
from tests.workflow.permits import ask, at_permits
from tests.workflow.stories import WAY, carried, dispatched, entered, form

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[..., Client]
FIRST = re.compile(r'class="lb-row-link" href="[^"]*">([^<]+)<')
ROW = re.compile(r"<tr>\s*<td.*?</tr>", re.DOTALL)
CELL = re.compile(r"<td data-label=[^>]*>(.*?)</td>", re.DOTALL)
HEAD = re.compile(r'<th scope="col"(?! class)[^>]*>(.*?)</th>')
SECOND_LINE, TAG = re.compile(r"<small[^>]*>"), re.compile(r"<[^>]+>")
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def pages(client: Client, url: str) -> list[str]:
    """What the first column of a list says, page by page."""
    found: list[str] = []
    way: Any = True
    while way:
        page = client.get(url).text
        found += FIRST.findall(page)
        way = NEXT.search(page)
        url = unescape(way.group(1)) if way else ""
    return found


def words(markup: str) -> str:
    """What somebody reads in a cell; a second line is one."""
    lines = unescape(TAG.sub(" ", SECOND_LINE.sub("\n", markup))).split("\n")
    told = "\n".join(" ".join(one.split()) for one in lines)
    return "" if told == "—" else told


def shown(client: Client, url: str) -> list[list[str]]:
    """A list as its page shows it: the heads, then each row's cells."""
    page = client.get(url, follow_redirects=True)
    assert page.status_code == 200, url
    rows = [[words(cell) for cell in CELL.findall(row)] for row in ROW.findall(page.text)]
    return [[words(one).rstrip(" ▼▲") for one in HEAD.findall(page.text)], *rows]


def sheets(client: Client, url: str) -> tuple[list[list[str]], list[list[str]]]:
    """The same list as both kinds of sheet have it, every cell as text."""
    lines = [[one.value or "" for one in row] for row in book_of(client, url.format("xlsx")).rows]
    return csv_of(client, url.format("csv")), [[str(one) for one in row] for row in lines]


def csv_of(client: Client, url: str) -> list[list[str]]:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.data.startswith(b"\xef\xbb\xbf"), "Excel would not know its letters"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def book_of(client: Client, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return load_workbook(io.BytesIO(answer.data)).active


@pytest.mark.engines
def test_sheet_has_the_rows_of_the_list_for_every_role(console: Console) -> None:
    case = dispatched()
    carried(case, "water", WAY[:2])
    dispatched("online", channel="online", enterprise="安徽另一家有限公司")
    entered()
    for who in ("coordinator", "window", "online", "water", "gas", "leader", "planning"):
        client = console(who)
        for noun, view in (("applications", "ApplicationView"), ("tickets", "TicketView")):
            asked = f"psize_{view}=10&_oc_{view}=enterprise&_od_{view}=desc"
            listed = client.get(f"/{noun}/list/?{asked}")
            if listed.status_code != 200:
                assert client.get(f"/{noun}/export/csv?{asked}").status_code == listed.status_code
                continue
            shown = pages(client, f"/{noun}/list/?{asked}")
            heads, *rows = csv_of(client, f"/{noun}/export/csv?{asked}")
            assert [row[0] for row in rows] == shown, (who, noun)
            sheet = book_of(client, f"/{noun}/export/xlsx?{asked}")
            assert [one.value for one in sheet[1]] == heads
            assert [row[0].value for row in list(sheet.rows)[1:]] == shown


PERSONAL = ("contact", "phone", "address")


@pytest.mark.engines
def test_each_role_takes_along_the_personal_values_that_its_list_shows(console: Console) -> None:
    case = dispatched()
    carried(case, "water", WAY[:2])
    clear = [form()[one] for one in PERSONAL]
    asked = "_cols_ApplicationView=number,enterprise,state,tickets,channel,contact,phone,address"
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for who in ACCOUNTS:
        client = console(who)
        if client.get("/applications/list/").status_code != 200:
            assert client.get(f"/applications/export/csv?{asked}").status_code == 403, who
            continue
        listed = shown(client, f"/applications/list/?{asked}")
        told, book = sheets(client, f"/applications/export/{{}}?{asked}")
        assert told == book == listed, who
        for row in listed[1:]:
            whole = [one in row for one in clear]
            assert len(set(whole)) == 1, "a role sees all of a person or none"
            assert whole[0] or any("*" in one for one in row), who
            seen[whole[0]].add(who)
    assert {"window", "coordinator"} <= seen[True]
    assert {"leader", "water"} & seen[False]


@pytest.mark.engines
def test_sheet_of_a_view_has_its_filter_columns_and_order(console: Console) -> None:
    for name in ("乙公司", "甲公司", "丙公司"):
        dispatched(enterprise=f"霍邱县{name}", address="安徽霍邱经济开发区创业路18号")
    office = console("coordinator")
    query = (
        "_flt_0_service=water&_oc_TicketView=enterprise&_od_TicketView=asc"
        "&_cols_TicketView=number,enterprise,stage,state,organisation"
    )
    asked = {"version": "1", "name": "Water", "sharing": "mine"}
    office.submit(f"/views/new?list=TicketView&query={quote(query)}", asked)
    listed = shown(office, "/views/1")
    assert [len(row) for row in listed] == [5] * 4
    assert [row[1].split("\n")[0][3:] for row in listed[1:]] == ["丙公司", "乙公司", "甲公司"]
    page = office.get("/views/1", follow_redirects=True).text
    (way,) = re.findall(r'href="([^"]*/export/)csv(\?[^"]*)"', page)
    told, book = sheets(office, unescape("{}".join(way)))
    assert told == book == listed


def test_what_a_customer_typed_is_no_formula_in_a_sheet(console: Console) -> None:
    typed = "=HYPERLINK(1)有限公司"
    dispatched(enterprise=typed, contact="@SUM(A1)")
    window = console("window")
    asked = "_cols_ApplicationView=number,enterprise,contact"
    assert shown(window, f"/applications/list/?{asked}")[1][1].startswith(typed)
    line = csv_of(window, f"/applications/export/csv?{asked}")[1]
    assert line[1].startswith(f"'{typed}")
    assert line[2] == "'@SUM(A1)"
    cells = list(book_of(window, f"/applications/export/xlsx?{asked}").rows)[1]
    assert [(one.data_type, one.quotePrefix) for one in cells[1:]] == [("s", True)] * 2


def test_masked_role_takes_no_clear_personal_value_along(console: Console) -> None:
    ask(at_permits("water"), "excavation", by="water", road="光明大道")
    told = form()
    for who in ("leader", "water", "planning"):
        client = console(who)
        for noun in ("applications", "tickets", "approvals"):
            answer = client.get(f"/{noun}/export/csv")
            assert answer.status_code == client.get(f"/{noun}/list/").status_code
            for personal in ("phone", "contact"):
                assert told[personal] not in answer.get_data(as_text=True), (who, noun)


def test_sheet_has_the_columns_that_are_shown_with_days_and_times_as_such(
    console: Console,
) -> None:
    dispatched()
    office = console("coordinator")
    asked = "_flt_0_service=water&_cols_TicketView=number,service_name,due_at,dispatched_at"
    sheet = book_of(office, f"/tickets/export/xlsx?{asked}")
    heads, row = ([one.value for one in line] for line in sheet.rows)
    assert heads == ["编号", "业务", "办理时限", "时限状态", "剩余时间", "派单时间"]
    assert row[3] == "正常"
    assert isinstance(row[2], datetime)
    assert isinstance(row[5], datetime)
    asked = "_flt_0_state=in_progress&_cols_ApplicationView=number,submitted_at"
    line = list(book_of(office, f"/applications/export/xlsx?{asked}").rows)[1]
    assert line[1].number_format == "yyyy-mm-dd"


def test_what_begins_like_a_formula_is_text_in_either_kind(tmp_path: Any) -> None:
    typed = ["=1+1", "+86 1", "-2", "@SUM(A1)", "\t=1", chr(0xFF1D) + "1", "plain", -2, None]
    for write, name in ((write_csv, "a.csv"), (write_xlsx, "a.xlsx")):
        with (tmp_path / name).open("w+b") as file:
            assert write(file, "x/y", ["=head"], [typed]) == 1
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        head, line = csv.reader(file)
    assert head == ["'=head"]
    assert [one[:1] for one in line[:6]] == ["'"] * 6
    assert line[6:] == ["plain", "-2", ""]
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [one.data_type for one in sheet[2]][:8] == ["s"] * 7 + ["n"]


def test_export_is_journalled_without_what_was_looked_for_of_a_person(
    console: Console, session: Any
) -> None:
    dispatched()
    office = console("coordinator")
    asked = "_flt_0_phone=0000&_flt_0_state=in_progress"
    answer = office.get(f"/applications/export/csv?{asked}")
    assert answer.status_code == 200
    assert re.search(r"-\d{4}-\d\d-\d\d\.csv", answer.headers["Content-Disposition"])
    (event,) = session.scalars(select(Event).where(Event.verb == "export"))
    assert event.subject_kind == "account"
    assert event.input["rows"] == len(answer.data.decode().strip().split("\r\n")) - 1
    assert event.input["filters"] == "phone=… state=in_progress"
    page = console("auditor").get(f"/journal/show/{event.id}").text
    assert "导出列表" in page
    assert "筛选条件" in page


def test_list_that_is_too_long_is_refused_with_its_number(
    console: Console, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatched()
    monkeypatch.setitem(app.config, "EXPORT_MOST", 5)
    office = console("coordinator")
    refused = office.get("/tickets/export/xlsx")
    assert refused.status_code == 422
    assert "列表共有 6 条记录" in refused.text
    assert office.get("/tickets/export/xlsx?_flt_0_service=gas").status_code == 200
    assert office.get("/tickets/export/pdf").status_code == 404
    assert office.get("/tickets/export/csv?_flt_0_gone=1").status_code == 400


@pytest.mark.engines
def test_statements_of_an_export_grow_only_with_its_chunks(
    console: Console, statements: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.console.exporting.download.CHUNK", 4)
    office, counts = console("coordinator"), []
    for _ in range(2):
        dispatched()
        dispatched()
        with statements() as said:
            assert office.get("/applications/export/csv").status_code == 200
        counts.append(len([one for one in said if not one.startswith("BEGIN")]))
    assert counts[0] == counts[1], "two rows or four: one chunk"
