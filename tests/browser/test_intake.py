"""A long list with bad cells as a clerk brings it in: found, corrected, written, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.workflow.worker import work
from tests.workflow.sheets import applications, workbook

pytestmark = pytest.mark.browser

BAD = 37
SIZES = [pytest.param(1_000, id="1,000"), pytest.param(10_000, id="10,000", marks=pytest.mark.full)]
PHONE, OWNED = "联系电话", "厂房产权类别"


@pytest.fixture
def worker(app: Flask) -> Any:
    """As beside the embedded database: a thread."""
    stop = Event()

    def run() -> None:
        with app.app_context():
            work(stop, idle=0.1)

    thread = Thread(target=run, daemon=True)
    thread.start()
    yield thread
    stop.set()
    thread.join(20)


@pytest.mark.parametrize("size", SIZES)
def test_list_with_37_bad_cells_is_corrected_written_and_undone(
    worker: Any, person: Callable[[str], Page], tmp_path: Path, size: int
) -> None:
    bad = range(5, 5 + BAD * 20, 20)
    phones, owners = dict.fromkeys(bad[:30], "12"), dict.fromkeys(bad[30:], "借用")
    sheet = tmp_path / "list.xlsx"
    sheet.write_bytes(workbook(applications(size, **{PHONE: phones, OWNED: owners})))
    page = person("window")
    page.get_by_role("link", name="批量导入").first.click()
    page.get_by_role("link", name="导入 · 联办申请").click()
    page.get_by_label("表格文件").set_input_files(sheet)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_label("用电报装 · 主供容量", exact=True)).to_have_value(
        "services.power.main_capacity", timeout=60_000
    )
    page.get_by_role("button", name="检查各行").click()
    tally = page.get_by_role("list", name="各行结果")
    expect(tally).to_contain_text(f"{BAD} 有误", timeout=120_000)
    expect(tally).to_contain_text(f"{size - BAD} 新")
    while page.locator("[aria-invalid=true]").count():
        correct_all(page)
    expect(tally).not_to_contain_text("有误")
    page.get_by_role("button", name="全部写入").click()
    expect(tally).to_contain_text(f"{size} 已写入", timeout=240_000)
    page.get_by_role("link", name="已写入").click()
    page.get_by_role("button", name="撤销导入").click()
    expect(tally).to_contain_text(f"{size} 已撤销", timeout=240_000)


def correct_all(page: Page) -> None:
    """Every wrong cell of this page; then the next ones come up."""
    for cell in page.locator("input[aria-invalid=true]").all():
        cell.fill("13905641234")
    for choice in page.locator("select[aria-invalid=true]").all():
        choice.select_option("自有")
    page.get_by_role("button", name="保存并重新检查").click()
    page.wait_for_load_state()
