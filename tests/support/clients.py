"""Clients that speak to the application as a signed-in person or program."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.foundation import clock

PASSWORD = "Huoqiu-demo-2023"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
HIDDEN = re.compile(r'name="(csrf_token|seen)"[^>]*value="([^"]+)"')
"""What a browser sends along by itself: nothing else a test would have to say."""


class Client(FlaskClient):
    """A test client whose requests see nothing of the test's own application context.

    Flask would otherwise share `g` and the database session of a test that has one open.
    """

    bearer: str | None = None
    at: datetime | None = None
    """The instant at which the application finds itself; None: now."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if self.bearer:
            kwargs["headers"] = {"Authorization": f"Bearer {self.bearer}"} | dict(
                kwargs.get("headers") or {}
            )
        sent = partial(super().open, *args, **kwargs)
        return contextvars.Context().run(_then, self.at, sent)

    def token(self, page: str) -> str:
        """The CSRF token of a page with a form."""
        hit = TOKEN.search(self.get(page).text)
        assert hit, f"{page} has no CSRF token"
        return hit.group(1)

    def submit(self, page: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Fill in the form of a page and send it, as a browser does."""
        hidden = dict(HIDDEN.findall(self.get(page).text))
        assert "csrf_token" in hidden, f"{page} has no CSRF token"
        return self.post(page, data=hidden | (data or {}), **kwargs)


def _then(at: datetime | None, sent: Callable[[], TestResponse]) -> TestResponse:
    with clock.frozen(at) if at else nullcontext():
        return sent()


def signed_in(app: Flask, account: str, password: str = PASSWORD) -> Client:
    """A person in the console."""
    client = Client(app)
    answer = client.submit("/login/", {"username": account, "password": password})
    assert answer.status_code == 302, f"{account} could not sign in: {answer.status_code}"
    return client


def api(app: Flask, account: str, password: str = PASSWORD) -> Client:
    """A program with a token."""
    client = Client(app)
    answer = client.post(
        "/api/v1/security/login",
        json={"username": account, "password": password, "provider": "db"},
    )
    assert answer.status_code == 200, f"{account} got no token: {answer.text}"
    client.bearer = answer.json["access_token"]
    return client
