"""A clerk's list at work: many rows on a screen, a head that stays, cards on a phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.workflow import stories

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
WHOLE = """() => [...document.querySelectorAll('.lb-table tbody tr')]
  .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"""
HEAD = "() => document.querySelector('.lb-table th').getBoundingClientRect().top"
BAR = "() => document.querySelector('.lb-top').getBoundingClientRect().bottom"


@pytest.fixture
def eighteen(app: Flask) -> None:
    """Tickets of three applications."""
    with app.app_context():
        for _ in range(3):
            stories.dispatched()


@pytest.mark.usefixtures("eighteen")
def test_a_dense_list_shows_fifteen_rows_under_a_head_that_stays(
    new_page: Callable[..., AbstractContextManager[Page]],
) -> None:
    with new_page(viewport=DESK) as page:
        sign_in(page, "coordinator")
        page.goto("/tickets/list/")
        page.locator(".lb-arrange summary").filter(has_text="列").click()
        page.get_by_role("radio", name="紧凑").check()
        page.get_by_role("button", name="应用").click()
        expect(page.locator(".lb-list.is-compact [data-fits]")).to_be_visible()
        assert page.evaluate(WHOLE) >= 15  # the measure
        page.set_viewport_size({"width": 1280, "height": 500})
        page.locator("tbody tr").last.scroll_into_view_if_needed()
        assert page.evaluate(HEAD) == pytest.approx(page.evaluate(BAR), abs=1)
        page.locator("tbody [data-check]").last.check()
        expect(page.locator("[data-buttons] button").first).to_be_attached()
        expect(page.get_by_role("navigation", name="办理时限")).to_be_hidden()
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
