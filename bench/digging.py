"""The neighbours of a new excavation among ten thousand, beside the bare indexed SELECT."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from app.catalog.queries import catalogue
from app.extensions import begin_writing, db
from app.foundation.base import row_of
from app.sitework.models.digs import Dig
from app.sitework.queries.digs import near_to
from app.sitework.states.digs import DigState, Ground
from app.tickets.models import Ticket
from tests.support.statements import counted

PLANS = int(os.environ.get("BENCH_DIGS", "10000"))
TIMES = 300
LENGTH, DAYS = 4000, 360
"""Metres of each road, and days over which the plans are spread."""
BARE = text(
    "SELECT id FROM dig WHERE closed_at IS NULL AND road_key = :road AND from_m <= :to_m"
    " AND to_m >= :from_m AND starts_on <= :last AND ends_on >= :first"
)


def measured(app: Flask) -> Iterator[str]:
    """Sentences to print."""
    with app.app_context():
        session = db.session()
        one = _new(session)
        multiply(one, PLANS, date(2026, 1, 1))
        county = catalogue(session).county
        near, days = county.dig_near_metres, county.dig_near_days

        def found() -> Any:
            return session.scalars(near_to([one], near, days)).all()

        ahead = timedelta(days=days)
        around = {
            "road": one.road_key, "from_m": one.from_m - near, "to_m": one.to_m + near,
            "first": one.starts_on - ahead, "last": one.ends_on + ahead,
        }  # fmt: skip
        with counted(db.engine) as said:
            rows = len(found())
        bare, whole = _p50(lambda: session.execute(BARE, around).all()), _p50(found)
        yield (
            f"digs: {PLANS:,} plans, {rows} near a new one by {len(said)} statement: bare SELECT "
            f"{bare:.3f} ms, detection {whole:.3f} ms: {whole / bare:.1f} times"
        )
        db.session.remove()


def _new(session: Any) -> Dig:
    """One that isn't stored: what somebody is about to plan."""
    ticket = session.scalars(select(Ticket).limit(1)).one()
    roads = sorted(catalogue(session).roads)
    first = date(2026, 6, 15)
    return Dig(
        ticket_id=ticket.id, application_id=ticket.application_id,
        organisation_id=ticket.organisation_id, road=roads[0], road_key=roads[0],
        from_m=2000, to_m=2100, width_m=1, surface=Ground.asphalt, starts_on=first,
        ends_on=first + timedelta(days=6), state=DigState.planned, version=1,
    )  # fmt: skip


def multiply(one: Dig, number: int, first: date) -> None:
    """So many plans of other cases along all roads of the catalogue, over a year."""
    session = db.session()
    pattern = {name: value for name, value in row_of(one).items() if value is not None}
    roads = sorted(catalogue(session).roads)
    tickets = session.execute(
        select(Ticket.id, Ticket.application_id, Ticket.organisation_id)
        .where(Ticket.application_id != one.application_id)
        .limit(50)
    ).all()
    session.rollback()
    begin_writing(session)
    rows = []
    for at, (ticket, application, organisation) in zip(
        range(number), _again(tickets), strict=False
    ):
        begin = at * 37 % LENGTH
        starts = first + timedelta(days=at * 7 % DAYS)
        rows.append(
            pattern
            | {"ticket_id": ticket, "application_id": application,
               "organisation_id": organisation, "road": roads[at % len(roads)],
               "road_key": roads[at % len(roads)], "from_m": begin, "to_m": begin + 40 + at % 160,
               "starts_on": starts, "ends_on": starts + timedelta(days=3 + at % 20)}
        )  # fmt: skip
    session.execute(insert(Dig), rows)
    session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _again(rows: Any) -> Iterator[Any]:
    return (rows[at % len(rows)] for at in count())


def _p50(job: Callable[[], Any]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        job()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
