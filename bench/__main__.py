"""Seed a county in a temporary database, ask for its main pages, print what they cost.

BENCH_APPLICATIONS (2,000) says how many applications, BENCH_CLOCKS (1,000,000) how many open
clocks the sweep has before it, BENCH_RECOMPUTED (100,000) how many follow a change of the
calendar, BENCH_DIGS (10,000) how many excavations are planned, BENCH_TICKETS (100,000) how many
the list of tickets has on PostgreSQL; BENCH_DATABASE_URL, an empty database, measures the others
there instead of on SQLite.
"""

from __future__ import annotations

import os
import tempfile
import time
from itertools import chain
from pathlib import Path

from flask import Flask

from app import create_app
from app.install import initialise
from bench import deadlines, digging, lists, recomputing, sweeping
from bench.requests import measured
from config import Settings

APPLICATIONS = int(os.environ.get("BENCH_APPLICATIONS", "2000"))
ROW = "{:<52} {:>9} {:>9} {:>5} {:>8}"


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        embedded = f"sqlite:///{Path(directory) / 'bench.sqlite3'}"
        url = os.environ.get("BENCH_DATABASE_URL") or embedded
        began = time.monotonic()
        app = create_app(Settings(database_url=url, demo=True, secret_key="bench" * 8))
        print(f"create_app {time.monotonic() - began:.1f} s")
        _prepare(app)
        deadlines.measure()
        print(ROW.format("request", "p50 ms", "p95 ms", "SQL", "kB"))
        for line in measured(app):
            print(ROW.format(*line))
        for line in chain(digging.measured(app), recomputing.measured(app), sweeping.measured(app)):
            print(line, flush=True)
    for line in lists.measured():
        print(line, flush=True)


def _prepare(app: Flask) -> None:
    began = time.monotonic()
    with app.app_context():
        initialise(app)
    print(f"init {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    seed = ["demo", "seed", "--applications", str(APPLICATIONS), "--seed", "1"]
    done = app.test_cli_runner().invoke(args=seed, catch_exceptions=False)
    if done.exit_code:
        raise SystemExit(done.output)
    print(f"seed of {APPLICATIONS} applications {time.monotonic() - began:.1f} s\n")


if __name__ == "__main__":
    main()
