"""The ticket list on PostgreSQL, beside a bare query-and-JSON route in the same run.

The county is seeded small and its tickets are then repeated by one INSERT until there are
BENCH_TICKETS (100,000).
"""

from __future__ import annotations

import gzip
import os
import statistics
import time
from collections.abc import Callable, Iterator

from flask import Flask, Response, jsonify
from sqlalchemy import Engine, create_engine, text

from app import create_app
from app.extensions import db
from app.install import initialise
from bench import finding
from config import Settings
from tests.support import postgres
from tests.support.clients import signed_in
from tests.support.statements import counted

TICKETS = int(os.environ.get("BENCH_TICKETS", "100000"))
SEEDED = 1000
TIMES = 60
PATH = "/tickets/list/"
AIM = "aim: under 10 ms where the floor takes 2"
COLUMNS = "id, number, enterprise, township, service, state, stage, dispatched_at, due_at"
FLOOR = f"SELECT {COLUMNS} FROM ticket ORDER BY id DESC LIMIT 25"  # noqa: S608  # constants


def measured() -> Iterator[str]:
    """A line for the floor and one for each reader."""
    server = postgres.Server.start()
    try:
        server.execute("CREATE DATABASE bench")
        url = server.url("bench")
        app = create_app(Settings(database_url=url, demo=True, secret_key="bench" * 8))
        number = _filled(app)
        yield f"\nticket list of {number:,} tickets on PostgreSQL ({AIM})"
        yield f"  bare query and JSON{'':<20} p50 {_bare(create_engine(url)):6.1f} ms"
        for account in ("coordinator", "power", "window"):
            yield _of(app, account)
        with app.app_context(), db.engine.connect() as connection:
            yield from finding.measured(connection, signed_in(app, "coordinator"), _median)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    finally:
        server.stop()


def _filled(app: Flask) -> int:
    with app.app_context():
        initialise(app)
    seed = ["demo", "seed", "--applications", str(SEEDED), "--seed", "1"]
    app.test_cli_runner().invoke(args=seed, catch_exceptions=False)
    with (
        app.app_context(),
        db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        there = connection.scalar(text("SELECT count(*) FROM ticket"))
        finding.fill(connection, TICKETS // SEEDED - 1)
        connection.execute(text(_repeating(connection.engine)), {"times": TICKETS // there - 1})
        connection.execute(text("VACUUM ANALYZE"))
        return int(connection.scalar(text("SELECT count(*) FROM ticket")))


def _repeating(engine: Engine) -> str:
    """Each ticket again under other numbers, for applications that nobody asks about."""
    with engine.connect() as connection:
        named = connection.scalars(
            text("SELECT column_name FROM information_schema.columns WHERE table_name = 'ticket'")
        ).all()
    others = [one for one in named if one not in {"id", "number", "application_id"}]
    columns = ", ".join(others)
    return (
        f"INSERT INTO ticket (number, application_id, {columns})"  # noqa: S608  # its own columns
        f" SELECT number || '-' || n, application_id + n * 1000000, {columns}"
        " FROM ticket, generate_series(1, :times) AS n"
    )


def _bare(engine: Engine) -> float:
    bare = Flask("bare")

    @bare.get("/")
    def _floor() -> Response:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(FLOOR).mappings().all()
        return jsonify([dict(one) for one in rows])

    client = bare.test_client()
    taken = _median(lambda: client.get("/"))
    engine.dispose()
    return taken


def _of(app: Flask, account: str) -> str:
    client = signed_in(app, account)
    client.get(PATH)
    with app.app_context():
        engine = db.engine
    with counted(engine) as said:
        answer = client.get(PATH)
    sent = len(gzip.compress(answer.data)) / 1000
    taken = _median(lambda: client.get(PATH))
    words = f"{len(said)} statements, {sent:.0f} kB compressed"
    return f"  the page for {account:<26} p50 {taken:6.1f} ms, {words}"


def _median(ask: Callable[[], object]) -> float:
    """Milliseconds; the first calls warm up."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken[10:])
