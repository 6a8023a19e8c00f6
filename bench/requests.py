"""Requests worth measuring: every list page and every REST list, as the office sees them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from flask import Flask

from app.extensions import db
from tests.support.clients import Client, api, signed_in
from tests.support.statements import counted

ACCOUNT = "coordinator"
TIMES = 30
Line = tuple[str, str, str, int, str]


def measured(app: Flask) -> Iterator[Line]:
    """(request, p50 ms, p95 ms, SQL statements, kB) of each page that answers 200."""
    person, program = signed_in(app, ACCOUNT), api(app, ACCOUNT)
    paths = sorted(_lists(app))
    for path in paths:
        client = program if path.startswith("/api/") else person
        if client.get(path).status_code == 200:
            yield _measure(app, client, path)


def _lists(app: Flask) -> set[str]:
    """Paths without arguments that end as FAB's list pages and REST lists do."""
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and (rule.rule.endswith("/list/") or rule.rule.startswith("/api/v1/"))
    } | {"/"}


def _measure(app: Flask, client: Client, path: str) -> Line:
    with app.app_context():
        engine = db.engine
    with counted(engine) as said:
        answer = client.get(path)
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(taken, n=20)
    size = len(answer.data) / 1000
    return path, f"{cuts[9]:.1f}", f"{cuts[18]:.1f}", len(said), f"{size:.0f}"
