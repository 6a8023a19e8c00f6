"""Everybody at a screen of their own, all at one time of June 2026."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from flask import Flask
from playwright.sync_api import Browser, Page

from app.foundation import clock
from app.workflow.sweep import sweep
from tests.browser import desks
from tests.support import browser as chromium
from tests.support.server import At, serving


def june(day: int, hour: int) -> datetime:
    """An hour of a day of June 2026, as the county's clocks show it."""
    return datetime(2026, 6, day, hour - 8, tzinfo=UTC)


class County:
    """`county["gas"]`: the gas company's screen; its person signs in when first asked for."""

    ENDINGS = {"power": "D", "water": "S", "gas": "Q", "mobile": "YD"}  # noqa: RUF012  # a constant
    """Account → what its ticket's number ends with."""

    def __init__(self, app: Flask, browser: Browser, open_: ExitStack) -> None:
        self._app, self._browser, self._open = app, browser, open_
        self._served = At(app, june(8, 10))
        self._address = open_.enter_context(serving(self._served))
        self._pages: dict[str, Page] = {}
        self.number = ""
        """Of the application that the story is about."""

    def __getitem__(self, account: str) -> Page:
        if account not in self._pages:
            page = self._open.enter_context(chromium.new_page(self._browser, self._address))
            chromium.sign_in(page, account)
            self._pages[account] = page
        return self._pages[account]

    def it_is(self, day: int, hour: int = 10) -> None:
        """Time goes on, and the worker does what it does every so often."""
        self._served.now = june(day, hour)
        with self.aside(day, hour):
            sweep()

    @contextmanager
    def aside(self, day: int, hour: int = 10) -> Iterator[None]:
        """What happens then without being seen on a screen."""
        with self._app.app_context(), clock.frozen(june(day, hour)):
            yield

    def number_of(self, account: str) -> str:
        """Their ticket's."""
        return f"{self.number}-{self.ENDINGS[account]}"

    def ticket(self, account: str) -> Page:
        """Their ticket, from their list."""
        desks.open_ticket(self[account], self.number_of(account))
        return self[account]

    def again(self, account: str) -> Page:
        """What lies open on their screen, as it now is."""
        self[account].reload()
        return self[account]
