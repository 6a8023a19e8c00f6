"""Files as people send them: chosen, dropped, from a telephone, in the middle of a form."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import begin, finish, sign_in
from tests.browser.test_limits import PHONE, fits
from tests.support.contents import HTML, photo, picture
from tests.workflow import stories

pytestmark = pytest.mark.browser
DROP = """([place, name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  for (const type of ['dragover', 'drop'])
    document.querySelector(place).dispatchEvent(
      new DragEvent(type, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""
DXF = "0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n"


@pytest.fixture
def ticket(app: Flask, case: int) -> int:
    """The power utility's, contacted: the survey is next."""
    with app.app_context():
        mine = stories.ticket_of(case, "power").id
        for verb in ("claim", "contact"):
            stories.do("tickets", verb, mine, "power")
    return mine


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    made = tmp_path / "井盖.jpg"
    made.write_bytes(photo(size=(900, 600)))
    return made


def files_of(page: Page) -> Locator:
    return page.get_by_role("region", name="本工单").locator(".lb-file")


def loaded(look: Locator) -> bool:
    """Whether the browser could show the picture."""
    return bool(look.evaluate("one => one.decode().then(() => one.naturalWidth > 0)"))


def test_photo_is_sent_as_soon_as_it_is_chosen(page: Page, ticket: int, shot: Path):
    sign_in(page, "power")
    page.goto(f"/tickets/show/{ticket}")
    page.get_by_role("link", name="附件", exact=True).click()
    expect(files_of(page)).to_have_count(0)
    page.get_by_label("附件", exact=True).set_input_files(shot)
    expect(files_of(page)).to_have_count(1)
    expect(files_of(page)).to_contain_text("井盖.jpg")
    expect(files_of(page)).to_contain_text("600 × 900")
    assert loaded(files_of(page).locator("img"))
    with page.expect_download() as saved:
        files_of(page).get_by_role("link", name="井盖.jpg").last.click()
    assert saved.value.suggested_filename == "井盖.jpg"


def test_dropped_drawing_is_attached(page: Page, ticket: int):
    sign_in(page, "power")
    page.goto(f"/tickets/show/{ticket}/attachments")
    page.evaluate(DROP, ["[data-attach]", "接线图.dxf", DXF])
    expect(files_of(page)).to_contain_text("接线图.dxf")
    expect(files_of(page)).to_contain_text("图纸")


def test_new_photo_of_a_form_is_ticked_and_stays_so_when_the_form_is_refused(
    page: Page, ticket: int, shot: Path
):
    sign_in(page, "power")
    page.goto(f"/tickets/show/{ticket}")
    dialog = begin(page, "登记勘察")
    dialog.get_by_label("勘察情况").fill("沟槽积水")
    dialog.get_by_label("上传新文件").set_input_files(shot)
    expect(dialog.get_by_label("井盖.jpg")).to_be_checked()
    dialog.get_by_role("button", name="登记勘察", exact=True).click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(dialog.get_by_label("井盖.jpg")).to_be_checked()
    expect(dialog.get_by_label("勘察情况")).to_have_value("沟槽积水")
    dialog.get_by_role("radio", name="否").first.check()
    finish(dialog, "登记勘察")
    expect(page.get_by_text("井盖.jpg").first).to_be_visible()


def test_on_a_phone_the_camera_is_at_hand_and_nothing_is_cut_off(new_page, ticket: int, shot: Path):
    with new_page(**PHONE) as page:
        sign_in(page, "power")
        page.goto(f"/tickets/show/{ticket}/attachments")
        camera = page.get_by_label("拍照上传")
        expect(camera).to_be_visible()
        expect(camera).to_have_attribute("capture", "environment")
        camera.set_input_files(shot)
        expect(files_of(page)).to_have_count(1)
        assert fits(page)


def test_without_script_the_form_does_the_same_and_tells_what_is_wrong(
    new_page, ticket: int, shot: Path, tmp_path: Path
):
    bad = tmp_path / "坏.jpg"
    bad.write_bytes(HTML)
    more = tmp_path / "杆.png"
    more.write_bytes(picture("PNG"))
    with new_page(java_script_enabled=False) as page:
        page.goto("/login/")
        page.fill("#username", "power")
        page.fill("#password", "Huoqiu-demo-2023")
        page.click("form#login button")
        page.goto(f"/tickets/show/{ticket}/attachments")
        page.set_input_files("#attach-file", [shot, bad, more])
        page.select_option("#attach-purpose", "photo")
        page.click("[data-send]")
        expect(page.get_by_role("alert")).to_contain_text("坏.jpg")
        expect(page.locator("#attach-purpose")).to_have_value("photo")
        expect(files_of(page)).to_have_count(2)
