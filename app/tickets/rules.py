"""Where a ticket goes next."""

from collections.abc import Sequence
from datetime import datetime

from app.tickets.states import ENDED, EXTERNAL_WORKS_ONLY, Light, Stage, TicketState


def next_stage(stages: Sequence[str], stage: str, *, external_works: bool | None) -> Stage:
    """The stage after `stage` among those its service version uses.

    Without external works (无外线工程) permit and construct are left out, and the survey where it
    is not yet done (DOMAIN §4). The last stage is always `complete`.
    """
    order = list(Stage)
    skipped = EXTERNAL_WORKS_ONLY | {Stage.survey} if external_works is False else frozenset()
    later = (one for one in order[order.index(Stage(stage)) + 1 :] if one not in skipped)
    return next((one for one in later if one in stages), Stage.complete)


def light(state: TicketState, due_at: datetime | None, now: datetime) -> Light:
    """How a ticket stands against its time limit (DOMAIN §10); `due_at` and `now` are aware."""
    if state is TicketState.suspended:
        return Light.paused
    if due_at is None or state in ENDED:
        return Light.none
    return Light.overdue if due_at < now else Light.normal
