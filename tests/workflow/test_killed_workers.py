"""Real workers on one database, one of them killed: every level is told exactly once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, update

from app.extensions import begin_writing, db
from app.foundation import clock
from app.foundation.base import row_of
from app.journal.models import Notice, Outbox
from app.sla.models import Clock, ClockLevel, SlaRuleVersion
from app.sla.states import Node
from app.tickets.models import Ticket
from tests.support.databases import SECRET
from tests.workflow.stories import dispatched, ticket_of

pytestmark = pytest.mark.engines
ROOT = Path(__file__).parents[2]
WORKER = [Path(sys.executable).with_name("flask"), "--app", "run", "worker", "--idle", "0.05"]
LEVELS = 3
"""Of the claim's rule: soon, overdue, escalated; each is told to one organisation."""
WITHIN = 240.0  # seconds


@pytest.fixture
def clocks(request: pytest.FixtureRequest) -> int:
    """10,000 levels in the whole matrix, 1,200 otherwise."""
    return 3_334 if request.config.getoption("--full") else 400


@contextmanager
def working(app: Flask, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that have begun to look for work."""
    environ = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "DEMO": "1",
        "DEMO_ON_REAL_DATABASE": "1",
        "SECRET_KEY": SECRET,
    }
    how: dict[str, Any] = {"cwd": ROOT, "env": environ, "text": True, "stdout": subprocess.PIPE}
    running = [subprocess.Popen(WORKER, **how) for _ in range(count)]
    try:
        for one in running:
            assert one.stdout is not None
            assert one.stdout.readline() == "working\n"
        yield running
    finally:
        for one in running:
            if one.poll() is None:
                one.kill()
            one.communicate()


def told_at_night(original: Clock) -> int:
    """Its rule with levels that are told whenever it is: nobody knows when this test runs."""
    rule = db.session.get_one(SlaRuleVersion, original.rule_version_id)
    levels = [one | {"always": True} for one in rule.document["levels"]]
    changed = {"version": rule.version + 1, "document": rule.document | {"levels": levels}}
    made = SlaRuleVersion(**row_of(rule) | changed)
    db.session.add(made)
    db.session.commit()
    return made.id


def late_claims(count: int) -> list[int]:
    """Tickets that should have been claimed two months ago; their clocks wait to be armed."""
    with clock.frozen(clock.now() - timedelta(days=60)):
        ticket = ticket_of(dispatched(services={"water": {}}), "water")
    original = db.session.scalars(select(Clock).where(Clock.node == Node.claim)).one()
    ids = list(range(ticket.id + 1, ticket.id + 1 + count))
    row = row_of(ticket)
    numbered = [row | {"id": one, "number": f"C-{one}", "option": str(one)} for one in ids]
    copy = row_of(original) | {"next_level_at": None, "rule_version_id": told_at_night(original)}
    begin_writing(db.session())
    db.session.execute(update(Clock).values(next_level_at=None))
    db.session.execute(insert(Ticket), numbered)
    db.session.execute(insert(Clock), [copy | {"subject_id": one} for one in ids])
    db.session.commit()
    return ids


def arm(ids: list[int]) -> None:
    begin_writing(db.session())
    mine = update(Clock).where(Clock.node == Node.claim, Clock.subject_id.between(ids[0], ids[-1]))
    db.session.execute(mine.values(next_level_at=Clock.started_at))
    db.session.commit()


def told() -> int:
    count = db.session.scalar(select(func.count()).select_from(ClockLevel))
    db.session.rollback()
    return int(count or 0)


def wait_until(enough: int) -> int:
    """How many levels were told when there were enough."""
    deadline = time.monotonic() + WITHIN
    while (found := told()) < enough:
        assert time.monotonic() < deadline, f"{found} of {enough} levels"
        time.sleep(0.01)
    return found


def test_each_level_is_told_once_though_a_worker_is_killed(
    app: Flask, session: Any, clocks: int
) -> None:
    ids = late_claims(clocks)
    with working(app, 4) as running:
        arm(ids)
        at_kill = wait_until(clocks * LEVELS // 5)
        running[0].kill()
        assert at_kill < clocks * LEVELS, "killed in the middle"
        wait_until(clocks * LEVELS)
        for one in running[1:]:
            one.terminate()
        assert [one.wait(20) for one in running[1:]] == [0, 0, 0]
    levels = Counter(
        db.session.execute(select(ClockLevel.clock_id, ClockLevel.revision, ClockLevel.level))
    )
    assert len(levels) == clocks * LEVELS
    assert set(levels.values()) == {1}
    codes = ("soon", "overdue", "escalated")
    expected = Counter({(one, code): 1 for one in ids for code in codes})
    notices = db.session.execute(
        select(Notice.subject_id, Notice.params).where(Notice.kind == "level")
    )
    assert Counter((pk, params["code"]) for pk, params in notices) == expected
    messages = db.session.execute(
        select(Outbox.subject_id, Outbox.payload).where(Outbox.topic == "sla.level")
    )
    assert Counter((pk, payload["code"]) for pk, payload in messages) == expected
