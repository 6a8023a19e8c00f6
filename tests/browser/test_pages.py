"""Every page there is: usable by all, safe, in the dark, on a phone, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support import browser as chromium
from tests.support.clients import Client, signed_in
from tests.support.pages import County
from tests.support.server import serving

pytestmark = pytest.mark.browser

SHARES = 3
"""Tests that the pages are dealt to, for as many processes."""
LANGUAGES = {"zh": "zh-CN", "en": "en"}
THEMES = ("light", "dark")
DESK, PHONE = 1280, 390
WAYS = tuple(product(LANGUAGES, THEMES, (DESK, PHONE)))
"""How a page is read: each page in one of these ways, neighbours in different ones."""
AXE = Axe().axe_script
FINDINGS = """async () => {
  document.querySelectorAll('details:not([data-menu])').forEach((fold) => { fold.open = true; });
  const found = await axe.run({ resultTypes: ['violations'], preload: false });
  return found.violations
    .filter((rule) => ['serious', 'critical'].includes(rule.impact))
    .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${
      node.any.map((one) => one.message).join(' ')}`));
}"""
FITS = """() => ['is-large', ''].flatMap((size) => {
  document.documentElement.className = size;
  const over = document.documentElement.scrollWidth - innerWidth;
  return over > 0 ? [`${over} pixels too wide on a phone ${size}`] : [];
})"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_read_in_one_way(county: County, chromium_browser: Browser, share: int):
    pages = [
        (*page, WAYS[at % len(WAYS)])
        for at, page in enumerate(county.pages)
        if at // len(WAYS) % SHARES == share
    ]
    report(faults(county, chromium_browser, pages))


@pytest.mark.full
@pytest.mark.one_engine
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
def test_every_page_is_read_in_every_way(county: County, chromium_browser: Browser, way: Any):
    pages = [(*page, way) for page in county.pages]
    report(faults(county, chromium_browser, pages))


def report(found: Iterable[str]) -> None:
    """Fail with one line a fault."""
    if lines := list(found):
        pytest.fail("\n".join(lines), pytrace=False)


def faults(county: County, browser: Browser, pages: list[Any]) -> Iterator[str]:
    """What is wrong, each with the page and the way it was read."""
    cookies = Cookies(county)
    with serving(county.app) as address, chromium.new_page(browser, address) as page:
        said: list[str] = []
        page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        for account, path, (language, theme, width) in pages:
            page.context.clear_cookies()
            page.context.add_cookies([cookies.of(account, language) | {"url": address}])
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            for fault in [*faults_of(page, path, LANGUAGES[language]), *said]:
                yield f"{path} ({account}, {language}, {theme}, {width}): {fault}"
            said.clear()


def faults_of(page: Page, path: str, language: str) -> Iterator[str]:
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        yield f"answers {answer and answer.status}"
        return
    if page.locator("html").get_attribute("lang") != language:
        yield "says another language"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} headings of the first level"
    page.evaluate(AXE)
    yield from page.evaluate(FINDINGS)
    page.set_viewport_size({"width": PHONE, "height": 844})
    yield from page.evaluate(FITS)


class Cookies:
    """Sessions made without the login page, one of each account and language."""

    def __init__(self, county: County) -> None:
        self._app = county.app
        self._clients: dict[str, Client] = {}

    def of(self, account: str, language: str) -> dict[str, str]:
        client = self._clients.get(account) or self._clients.setdefault(account, self._new(account))
        client.get(f"/lang/{language}")
        kept = client.get_cookie("session")
        assert kept
        return {"name": "session", "value": kept.value}

    def _new(self, account: str) -> Client:
        return signed_in(self._app, account) if account else Client(self._app)
