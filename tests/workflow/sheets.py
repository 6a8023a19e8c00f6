"""Sheets as people bring them, and imports led through to their end."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select

from app.extensions import db
from app.intake.models import IntakeBatch, IntakeRow
from app.intake.states import IntakeKind
from app.workflow.intake import batches, steps
from tests.workflow.stories import who

HEADS = {
    "企业名称": "霍邱县第{n}食品有限公司",
    "厂房产权类别": "自有",
    "联系人": "王{n}",
    "联系电话": "139{n:08d}",
    "详细地址": "创业路{n}号",
    "外部编号": "SB{n:06d}",
    "用电报装 · 业务类型": "新装",
    "用电报装 · 主供容量": "630 kVA",
    "用水报装 · 业务类型": "新开户",
    "用水报装 · 水表口径": "100",
}
"""Heading → what stands in row n."""


def workbook(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The rows below the headings of the first."""
    rows = list(rows)
    made = Workbook(write_only=True)
    sheet = made.create_sheet()
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([row.get(one) for one in rows[0]])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def applications(count: int, **wrong: Mapping[int, str]) -> list[dict[str, str]]:
    """So many customers; `wrong`: heading → row → what stands there instead."""
    rows = [{head: cell.format(n=n) for head, cell in HEADS.items()} for n in range(count)]
    for head, cells in wrong.items():
        for n, cell in cells.items():
            rows[n][head] = cell
    return rows


def batch(pk: int) -> IntakeBatch:
    db.session.rollback()
    found: IntakeBatch = db.session.get_one(IntakeBatch, pk, populate_existing=True)
    return found


def rows(pk: int, **having: Any) -> list[IntakeRow]:
    db.session.rollback()
    query = select(IntakeRow).filter_by(batch_id=pk, **having).order_by(IntakeRow.line)
    return list(db.session.scalars(query))


def work() -> None:
    """What a worker does until there is nothing more."""
    while steps.work_once(db.session()):
        pass


def checked(
    content: bytes, kind: IntakeKind = IntakeKind.applications, actor: str = "window",
    name: str = "list.xlsx",
) -> int:  # fmt: skip
    """A sheet with its columns matched as proposed, looked through."""
    pk = batches.take(kind, name, content, who(actor))
    found = batch(pk)
    batches.match(pk, found.version, found.matching, who(actor))
    work()
    return pk


def committed(pk: int, actor: str = "window", *, only_valid: bool = False) -> dict[str, int]:
    """Written; what came of the rows."""
    batches.commit(pk, batch(pk).version, who(actor), only_valid=only_valid)
    work()
    return batch(pk).counts


def undone(pk: int, actor: str = "window") -> dict[str, int]:
    """Taken back; what came of the rows."""
    batches.undo(pk, batch(pk).version, who(actor))
    work()
    return batch(pk).counts
