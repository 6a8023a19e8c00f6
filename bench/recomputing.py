"""100,000 open clocks computed anew after a change of the calendar, with list pages meanwhile."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Integer, Table, func, insert, literal, select, text

from app.applications.models import Application
from app.extensions import begin_writing, db
from app.foundation import clock
from app.sla.models import Clock, Recalculation
from app.sla.queries import limits
from app.sla.rules.revising import with_day
from app.tickets.models import Ticket
from app.workflow.bundle.calendars import publish_calendar
from app.workflow.calendars.proposals import in_force
from app.workflow.publication import alone, announce
from app.workflow.recalculation import work_once
from tests.support.clients import signed_in

CLOCKS = int(os.environ.get("BENCH_RECOMPUTED", "100000"))
STRIDE = 1_000_000
"""Between the ids of a row and of its copies."""
LIST = "/tickets/list/"
CALENDAR = "county"


def measured(app: Flask) -> Iterator[str]:
    """Sentences to print."""
    with app.app_context():
        began = time.monotonic()
        yield f"recompute: {_multiply():,} open clocks made in {time.monotonic() - began:.0f} s"
        reader = _Reader(app)
        quiet = reader.p50(20)
        _close_a_day()
        reader.start()
        began, worked = time.monotonic(), time.thread_time()
        while work_once(db.session()):
            pass
        taken, worked = time.monotonic() - began, time.thread_time() - worked
        busy = reader.stop()
        job = db.session.scalars(select(Recalculation).order_by(Recalculation.id.desc())).first()
        yield (
            f"recompute: {job.done:,} clocks looked at, {job.moved:,} moved in {taken:.1f} s"
            f" ({worked:.1f} s of CPU, {job.state}), 60 s allowed"
        )
        yield f"recompute: {LIST} p50 {quiet:.0f} ms before, {busy:.0f} ms meanwhile"
        db.session.remove()


def _multiply() -> int:
    """Copies of the open cases, until there are enough open clocks; how many there are."""
    session = db.session()
    begin_writing(session)
    open_clocks = select(func.count()).select_from(Clock).where(Clock.stopped_at.is_(None))
    there = session.scalars(open_clocks).one()
    copies = max(-(-(CLOCKS - there) // there), 0)
    cases = select(Clock.application_id).where(Clock.stopped_at.is_(None)).scalar_subquery()
    _copy(session, Application.__table__, Application.id.in_(cases), copies)
    _copy(session, Ticket.__table__, Ticket.application_id.in_(cases), copies)
    _copy(session, Clock.__table__, Clock.stopped_at.is_(None), copies)
    session.commit()
    engine = db.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return int(session.scalars(open_clocks).one())


def _copy(session: Any, table: Table | Any, chosen: Any, copies: int) -> None:
    series = select(literal(1, Integer).label("n")).cte("series", recursive=True)
    series = series.union_all(select(series.c.n + 1).where(series.c.n < copies))
    values = []
    for column in table.columns:
        if column.name in {"id", "application_id", "subject_id"}:
            values.append(column + series.c.n * STRIDE)
        elif column.name == "number":
            values.append(column + literal("-") + series.c.n.cast(column.type))
        else:
            values.append(column)
    rows = select(*values).select_from(table.join(series, text("true"))).where(chosen)
    if copies:
        session.execute(insert(table).from_select([one.name for one in table.columns], rows))


def _close_a_day() -> None:
    """The next working day becomes a day off: what is due later moves."""
    session = db.session()
    begin_writing(session)
    alone(session)
    document = deepcopy(in_force(session, CALENDAR).document)
    day: date = limits(session).calendar.workday_after(clock.today() + timedelta(days=1))
    closed = {"date": str(day), "open": False}
    publish_calendar(session, with_day(document, day, closed), "bench", None)
    announce(session)
    session.commit()


class _Reader:
    """Somebody who reads the list of tickets all the time."""

    def __init__(self, app: Flask) -> None:
        self._person = signed_in(app, "coordinator")
        self._stopped = threading.Event()
        self._taken: list[float] = []
        self._thread = threading.Thread(target=self._read)

    def p50(self, times: int) -> float:
        """Milliseconds of so many pages, one after the other."""
        return statistics.median(self._page() for _ in range(times))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> float:
        """The p50 of what was read since the start, in milliseconds."""
        self._stopped.set()
        self._thread.join()
        return statistics.median(self._taken)

    def _read(self) -> None:
        while not self._stopped.is_set():
            self._taken.append(self._page())

    def _page(self) -> float:
        began = time.perf_counter()
        answer = self._person.get(LIST)
        if answer.status_code != 200:  # HTTP
            raise SystemExit(f"{LIST} answered {answer.status_code}")
        return (time.perf_counter() - began) * 1000
