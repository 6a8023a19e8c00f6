"""The system's chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.clients import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]


def executable() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def running(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def new_page(browser: Browser, base_url: str, **options: Any) -> Iterator[Page]:
    """A page of a new person; an error in its scripts, or one blocked by policy, fails the test.

    `options` as Playwright's new_context takes them: another viewport, no JavaScript.
    """
    desk = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}}
    context = browser.new_context(base_url=base_url, **desk | options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if _is_error(said) else None)
    try:
        yield page
    finally:
        context.close()
    assert not errors, f"errors in the browser: {errors}"


def sign_in(page: Page, account: str, password: str = PASSWORD) -> None:
    """Through the login page, as a person does."""
    page.goto("/login/")
    page.fill("#username", account)
    page.fill("#password", password)
    page.click("form#login button")
    page.wait_for_url(lambda url: "/login" not in url)


def _is_error(said: object) -> bool:
    # An answer of 4xx is the page's business, not an error of its scripts.
    return said.type == "error" and not said.text.startswith("Failed to load resource")
