"""The worker goes on: whatever fails, whoever else works, until it is told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.foundation import clock
from app.journal.models import Outbox
from app.workflow import worker
from app.workflow.dispatching import LEASE, NO_CHANNEL, drain
from run import working
from tests.workflow.stories import dispatched

NOW = clock.now()


class Mail:
    """A channel that keeps what it was given, or is out of order."""

    name = "mail"

    def __init__(self, *, broken: bool = False) -> None:
        self.sent: list[int] = []
        self.broken = broken

    def send(self, message: Mapping[str, Any]) -> None:
        if self.broken:
            raise ConnectionRefusedError
        self.sent.append(message["id"])


@pytest.fixture
def waiting(session: Any) -> list[int]:
    """What a dispatch has put into the outbox."""
    with clock.frozen(NOW):
        dispatched()
    found = list(session.scalars(select(Outbox.id)))
    session.rollback()
    assert found
    return found


def rows() -> list[Outbox]:
    db.session.rollback()
    return list(db.session.scalars(select(Outbox).order_by(Outbox.id)))


@pytest.mark.engines
def test_without_a_channel_the_outbox_says_so_and_is_done(waiting: list[int]) -> None:
    assert drain() == len(waiting)
    assert {one.outcome for one in rows()} == {NO_CHANNEL}
    assert all(one.done_at for one in rows())
    assert drain() == 0


@pytest.mark.engines
def test_each_message_is_sent_once(waiting: list[int]) -> None:
    mail = Mail()
    while drain([mail], batch=2):
        pass
    assert mail.sent == waiting
    assert {one.outcome for one in rows()} == {"mail"}


@pytest.mark.engines
def test_what_could_not_be_sent_waits_longer_each_time(waiting: list[int]) -> None:
    waits, now = [], NOW
    for _ in range(3):
        with clock.frozen(now):
            drain([Mail(broken=True)])
        waits.append((rows()[0].available_at - now).total_seconds())
        now = rows()[0].available_at
    assert waits == [30, 60, 120]
    assert (rows()[0].attempts, rows()[0].outcome) == (3, "ConnectionRefusedError")
    with clock.frozen(now):
        assert drain([Mail()]) == len(waiting)


@pytest.mark.engines
def test_what_a_killed_worker_had_leased_is_sent_when_its_lease_ends(
    waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workflow.dispatching._send", lambda *_: None)
    with clock.frozen(NOW):
        assert drain([Mail()]) == len(waiting)
        assert drain([Mail()]) == 0, "leased"
    monkeypatch.undo()
    with clock.frozen(NOW + LEASE + timedelta(seconds=1)):
        assert drain([mail := Mail()]) == len(waiting)
    assert mail.sent == waiting


def at_work(app: Flask, tasks: Mapping[str, Callable[[], bool]], until: Callable[[], bool]) -> None:
    """Work at these tasks in a thread until this is so."""
    stop = Event()

    def run() -> None:
        with app.app_context():
            worker.work(stop, 0.01)

    thread = Thread(target=run)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "TASKS", tasks)
        thread.start()
        deadline = time.monotonic() + 20
        while not until() and time.monotonic() < deadline:
            time.sleep(0.01)
        stop.set()
        thread.join(5)
    assert not thread.is_alive()
    assert until()


def test_a_task_that_fails_does_not_hold_up_the_others(app: Flask) -> None:
    done = []

    def broken() -> bool:
        raise RuntimeError("on purpose")

    at_work(app, {"broken": broken, "well": lambda: bool(done.append(1))}, lambda: len(done) > 2)


def test_a_database_that_was_away_is_asked_again(app: Flask) -> None:
    tries: list[int] = []

    def task() -> bool:
        tries.append(1)
        if len(tries) < 4:
            raise OperationalError("SELECT 1", {}, ConnectionRefusedError())
        return False

    at_work(app, {"sweep": task}, lambda: len(tries) > 4)


@pytest.mark.engines
def test_the_server_of_the_embedded_database_has_a_worker_beside_it(
    app: Flask, waiting: list[int]
) -> None:
    with working(app):
        deadline = time.monotonic() + 20
        while not all(one.done_at for one in rows()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        began = time.monotonic()
    assert time.monotonic() - began < 5, "it stops when the server does"
