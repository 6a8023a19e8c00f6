"""The worker: warnings, ends of pauses, batch jobs and the outbox, in one process (DESIGN §4).

Any number may run; each task takes only what no other worker holds.
"""

import logging
from collections.abc import Callable, Mapping
from threading import Event

from sqlalchemy.exc import DBAPIError

from app.extensions import db
from app.workflow import recalculation
from app.workflow.dispatching import drain
from app.workflow.drafts import expire
from app.workflow.following import follow_up
from app.workflow.intake import steps as intake
from app.workflow.meetings.overdue import tell_overdue
from app.workflow.sweep import sweep

log = logging.getLogger(__name__)

IDLE = 2.0
"""Seconds between two looks when there was nothing to do."""
LONGEST_WAIT = 30.0
"""Seconds between two tries while a task fails: the database may be away."""

TASKS: Mapping[str, Callable[[], bool]] = {
    "sweep": lambda: sweep().found,
    "recalculation": lambda: recalculation.work_once(db.session()),
    "intake": lambda: intake.work_once(db.session()),
    "digs": lambda: follow_up() > 0,
    "meetings": lambda: tell_overdue() > 0,
    "drafts": lambda: expire() > 0,
    "outbox": lambda: drain() > 0,
}
"""What a worker does in every round: each a step of moderate size, true when there may be more."""


def work(stop: Event, idle: float = IDLE) -> None:
    """Until `stop` is set: round after round, resting when nothing was to do.

    A task that fails is logged and tried again; it doesn't hold up the others. Needs an
    application context.
    """
    failed = 0
    while not stop.is_set():
        busy, well = _round(stop)
        failed = 0 if well else failed + 1
        if failed:
            stop.wait(min(idle * 2 ** min(failed - 1, 16), LONGEST_WAIT))
        elif not busy:
            stop.wait(idle)


def _round(stop: Event) -> tuple[bool, bool]:
    """Each task once; whether one had something to do, and whether all went well."""
    busy, well = False, True
    for name, task in TASKS.items():
        if stop.is_set():
            break
        try:
            busy = task() or busy
        except DBAPIError as error:
            well = False
            log.warning("%s: the database refused: %s", name, type(error.orig).__name__)
        except Exception:
            well = False
            log.exception("%s failed", name)
        finally:
            _let_go()
    return busy, well


def _let_go() -> None:
    """Nothing is held between two tasks, least of all a connection that has died."""
    try:
        db.session.remove()
    except DBAPIError:
        log.warning("the connection is gone")
