"""A sweep with a million open clocks and nothing due, beside the bare indexed SELECT."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Integer, insert, literal, select, text

from app.extensions import begin_writing, db
from app.foundation import clock
from app.foundation.base import row_of
from app.sla.models import Clock
from app.workflow.sweep import sweep

CLOCKS = int(os.environ.get("BENCH_CLOCKS", "1000000"))
FIRST = 2_000_000_000
"""Ids of their subjects, which don't exist."""
TIMES = 300
BARE = text("SELECT id FROM clock WHERE next_level_at <= :now ORDER BY next_level_at, id LIMIT 200")


def measured(app: Flask) -> Iterator[str]:
    """Sentences to print."""
    with app.app_context():
        began = time.monotonic()
        while sweep().found:
            pass
        yield f"sweep: what the seeded county had due was told in {time.monotonic() - began:.1f} s"
        began = time.monotonic()
        _multiply(CLOCKS)
        yield f"sweep: {CLOCKS:,} open clocks made in {time.monotonic() - began:.0f} s"
        bare, swept = _p50(_bare), _p50(sweep)
        yield f"sweep: bare SELECT {bare:.3f} ms, sweep {swept:.3f} ms: {swept / bare:.1f} times"
        db.session.remove()


def _multiply(count: int) -> None:
    """Copies of one running clock, their levels spread over the coming year."""
    session = db.session()
    begin_writing(session)
    one = session.scalars(select(Clock).where(Clock.due_at.is_not(None)).limit(1)).first()
    series = select(literal(0, Integer).label("n")).cte("series", recursive=True)
    series = series.union_all(select(series.c.n + 1).where(series.c.n < count - 1))
    tomorrow = clock.now() + timedelta(days=1)
    fixed = row_of(one) | {
        "due_at": tomorrow,
        "soon_at": tomorrow,
        "next_level_at": tomorrow,
        "pause_expires_at": None,
        "left_seconds": None,
        "stopped_at": None,
        "net_seconds": None,
        "gross_seconds": None,
        "kept": None,
        "state": "running",
    }
    del fixed["subject_id"]
    table: Any = Clock.__table__
    values = [literal(value, table.c[name].type) for name, value in fixed.items()]
    rows = select(*values, series.c.n + FIRST)
    session.execute(insert(table).from_select([*fixed, "subject_id"], rows))
    session.commit()
    engine = db.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _bare() -> None:
    session = db.session()
    session.execute(BARE, {"now": clock.now()}).all()
    session.rollback()


def _p50(job: Callable[[], Any]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        job()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
