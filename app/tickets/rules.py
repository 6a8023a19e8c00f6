"""Where a ticket goes next."""

from collections.abc import Sequence

from app.tickets.states import EXTERNAL_WORKS_ONLY, Stage


def next_stage(stages: Sequence[str], stage: str, *, external_works: bool | None) -> Stage:
    """The stage after `stage` among those its service version uses.

    Without external works (无外线工程) permit and construct are left out, and the survey where it
    is not yet done (DOMAIN §4). The last stage is always `complete`.
    """
    order = list(Stage)
    skipped = EXTERNAL_WORKS_ONLY | {Stage.survey} if external_works is False else frozenset()
    later = (one for one in order[order.index(Stage(stage)) + 1 :] if one not in skipped)
    return next((one for one in later if one in stages), Stage.complete)
