"""Light or dark, usual or large: chosen once, kept, without losing what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.support.clients import Client

pytestmark = pytest.mark.browser

NewPage = Callable[..., AbstractContextManager[Page]]
GROUND = "getComputedStyle(document.body).backgroundColor"


def test_the_dark_is_kept_and_what_was_typed_stays(page: Page, app: Flask):
    sign_in(page, "window")
    page.goto("/applications/add")
    page.get_by_role("textbox", name="企业名称").fill("淮源食品")
    light = page.evaluate(GROUND)
    page.locator(".lb-user summary").click()
    page.get_by_role("button", name="深色").click()
    expect(page.get_by_role("button", name="深色")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_class("is-large")
    expect(page.get_by_role("textbox", name="企业名称")).to_have_value("淮源食品")
    dark = page.evaluate(GROUND)
    assert dark != light
    other = page.context.new_page()
    other.goto("/tickets/list/")
    assert other.evaluate(GROUND) == dark
    expect(other.locator("html")).to_have_class("is-large")


def test_the_system_decides_until_somebody_does(new_page: NewPage, app: Flask):
    with new_page(java_script_enabled=False, color_scheme="dark") as page:
        page.goto("/login/?next=/tickets/list/")
        page.locator(".lb-user summary").click()
        expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", "light dark")
        page.get_by_role("button", name="浅色").click()
        expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", "light")
        expect(page).to_have_url("/login/?next=/tickets/list/")


def test_paper_is_never_dark(client: Client):
    for theme, media in (("dark", "screen"), ("light", "not all")):
        client.set_cookie("looks", f"{theme}-usual")
        assert f'data-dark media="{media}"' in client.get("/login/").text


def test_only_known_looks_are_kept_and_the_way_back_stays_here(client: Client):
    token = client.token("/login/")
    for asked, status in (({"theme": "pink"}, 400), ({"text": "large"}, 302)):
        form = {"csrf_token": token, "next": "https://elsewhere.example/"} | asked
        answer = client.post("/looks/", data=form)
        assert answer.status_code == status
        assert answer.headers.get("Location", "/") == "/"
    assert client.get_cookie("looks").value == "system-large-on"


PRESSED = """() => [...document.querySelectorAll('button, input, select, textarea')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.offsetWidth > 2)
  .map((one) => one.outerHTML)"""
SHEET = re.compile(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]")


def test_what_is_printed_has_nothing_to_press_and_lists_lie_wide(
    new_page: NewPage, case: int
) -> None:
    with new_page(color_scheme="dark") as page:
        sign_in(page, "coordinator")
        for path, wide in ((f"/applications/show/{case}", False), ("/applications/list/", True)):
            page.goto(path)
            page.emulate_media(media="print")
            assert page.evaluate(PRESSED) == []
            sheets = SHEET.findall(page.pdf(prefer_css_page_size=True))
            page.emulate_media(media="screen")
            assert page.evaluate(PRESSED), "on the screen there is"
            assert {float(width) > float(height) for width, height in sheets} == {wide}
