"""Proxies, headers, health, metrics, logs, static files."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import text

from app import create_app
from app.extensions import db
from app.server import logs
from app.server.bodies import TAKES_FILES
from app.server.proxies import TrustedProxies
from config import Settings
from tests.support.clients import Client

BEFORE = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.7, 203.0.113.9, 10.0.0.2",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "lianban.example",
    "HTTP_X_REQUEST_ID": "given-by-proxy",
}


def seen(remote: str, *networks: str) -> dict[str, Any]:
    """What the application sees of a request that came from `remote`."""
    environ: dict[str, Any] = {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http", **BEFORE}
    TrustedProxies(lambda given, _start: [given], networks)(environ, None)
    return environ


def test_a_listed_proxy_is_believed_up_to_the_first_address_that_is_none() -> None:
    environ = seen("10.0.0.1", "10.0.0.0/8")
    assert environ["REMOTE_ADDR"] == "203.0.113.9"
    assert environ["wsgi.url_scheme"] == "https"
    assert environ["HTTP_HOST"] == "lianban.example"


def test_nobody_else_is_believed() -> None:
    for environ in (seen("203.0.113.9", "10.0.0.0/8"), seen("10.0.0.1"), seen("", "10.0.0.0/8")):
        assert environ["wsgi.url_scheme"] == "http"
        assert not set(environ) & set(BEFORE)


@contextmanager
def client_of(like: Flask | None = None, **settings: Any) -> Iterator[Client]:
    """A client of an application with other settings, on the database of `like`."""
    if like is not None:
        settings["database_url"] = like.config["SQLALCHEMY_DATABASE_URI"]
    app = create_app(Settings(secret_key="x" * 20, **settings))
    yield Client(app)
    with app.app_context():
        db.engine.dispose()


def test_pages_run_only_our_own_scripts_and_are_not_kept(client: Client) -> None:
    page = client.get("/login/")
    policy = page.headers["Content-Security-Policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert f'nonce="{nonce}"' in page.text
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe" not in policy
    for only in ("frame-ancestors 'none'", "base-uri 'self'", "form-action 'self'"):
        assert only in policy
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in page.headers
    assert "Strict-Transport-Security" in client.get("/login/", base_url="https://x").headers


def test_large_answers_are_compressed_for_those_who_can_read_them(client: Client) -> None:
    plain = client.get("/login/")
    packed = client.get("/login/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data)


def test_programs_get_no_cookie(api: Callable[[str], Client]) -> None:
    assert "Set-Cookie" not in api("window").get("/api/v1/tickets/").headers


def test_the_address_of_a_static_file_changes_with_it(app: Flask, client: Client) -> None:
    with app.test_request_context():
        address = url_for("static", filename="css/lianban.css")
    with client.get(address) as named, client.get(address.partition("?")[0]) as bare:
        assert "immutable" in named.headers["Cache-Control"]
        assert "immutable" not in bare.headers["Cache-Control"]


@pytest.mark.engines
def test_ready_means_reachable_and_migrated(app: Flask, client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0'"))
        db.session.commit()
    behind = client.get("/readyz")
    assert (behind.status_code, behind.json["missing"]) == (503, "migration")
    assert client.get("/healthz").status_code == 200


@pytest.mark.engines
def test_an_empty_database_is_not_ready(empty_database: str) -> None:
    with client_of(database_url=empty_database) as client:
        assert client.get("/readyz").status_code == 503


def test_metrics_count_without_naming_anybody(api: Callable[[str], Client]) -> None:
    window = api("window")
    window.get("/api/v1/tickets/1234567")
    window.open("/api/v1/tickets/", method="BREW")
    told = window.get("/metrics").text
    assert 'endpoint="TicketApi.get",method="GET",status="404"' in told
    assert not any(name in told for name in ("1234567", "window", "BREW"))


def test_metrics_can_be_switched_off(app: Flask) -> None:
    with client_of(app, metrics=False) as client:
        assert client.get("/metrics").status_code == 404


def test_every_log_line_of_a_request_has_its_number(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("json")
    try:
        answer = client.get("/login/?next=13905641234")
        logging.getLogger("elsewhere").warning("later")
    finally:
        logs.configure("text")
    lines = [json.loads(one) for one in capsys.readouterr().err.splitlines() if one[0] == "{"]
    line = next(one for one in lines if one["event"] == "request")
    assert line["request"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/login/", 200)
    assert "13905641234" not in json.dumps(lines)


def test_a_trusted_proxy_names_the_request(app: Flask) -> None:
    for trusted, wanted in ((("127.0.0.1/32",), True), ((), False)):
        with client_of(app, trusted_proxies=trusted) as client:
            answer = client.get("/healthz", headers={"X-Request-ID": "abcd-1234-efgh"})
            assert (answer.headers["X-Request-ID"] == "abcd-1234-efgh") is wanted


def test_only_addresses_that_exist_may_be_sent_much(app: Flask) -> None:
    assert TAKES_FILES.keys() <= {rule.endpoint for rule in app.url_map.iter_rules()}
