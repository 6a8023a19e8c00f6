"""Kinds of what a timeline tells, by what it did, and the choice among them in the address."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask import request
from flask_babel import gettext

from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.journal.models import Event
from app.workflow.attachments.attaching import VERB as ATTACH

PARAMETER = "kind"


class EntryKind(StrEnum):
    """An item may be of several kinds."""

    step = "step"
    change = "change"
    limit = "limit"
    site = "site"
    urging = "urging"
    file = "file"
    comment = "comment"
    other = "other"


LABELS: Mapping[EntryKind, Message] = {
    EntryKind.step: say("Steps"),
    EntryKind.change: say("Corrections"),
    EntryKind.limit: say("Time limits"),
    EntryKind.site: say("Surveys and works"),
    EntryKind.urging: say("Urging and supervision"),
    EntryKind.file: say("Files"),
    EntryKind.comment: say("Comments"),
    EntryKind.other: say("Other"),
}
BY_VERB: Mapping[EntryKind, frozenset[str]] = {
    EntryKind.site: frozenset({
        "schedule_survey", "answer_survey", "record_survey", "stop_waiting", "propose_scheme",
        "confirm_scheme", "refuse_scheme", "plan_dig", "cancel_dig", "propose_merge",
        "answer_merge", "follow_merge", "start_construction", "finish_construction",
        "schedule_inspection", "inspect", "require_rework", "connect",
    }),
    EntryKind.urging: frozenset({"urge", "supervise", "reply_supervision"}),
    EntryKind.file: frozenset({ATTACH}),
    EntryKind.comment: frozenset({"comment"}),
}  # fmt: skip
"""What a deed is of by its name alone."""


def kinds_of(events: Iterable[Event], *, files: bool, changes: bool) -> frozenset[EntryKind]:
    """Of one deed: whether it asked for files that came, whether it changed what was entered."""
    deeds = list(events)
    found = {
        EntryKind.step: any(
            one.state_before != one.state_after or "stage" in one.changes for one in deeds
        ),
        EntryKind.change: changes,
        EntryKind.limit: any(path.startswith("clock.") for one in deeds for path in one.changes),
        EntryKind.file: files,
    }
    named = {kind for kind, verbs in BY_VERB.items() if any(one.verb in verbs for one in deeds)}
    return frozenset(named | {one for one, holds in found.items() if holds}) or frozenset(
        {EntryKind.other}
    )


def chosen(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a record page takes: the items of the kind that is asked for, and the kinds there are.

    A kind that doesn't exist chooses nothing away.
    """
    counts = Counter(kind for item in items for kind in item["kinds"])
    asked = next((one for one in EntryKind if one == request.args.get(PARAMETER)), None)
    every = {"label": gettext("All"), "count": len(items), "url": request.path}
    return {
        "timeline": [one for one in items if asked is None or asked in one["kinds"]],
        "timeline_kinds": [
            {**every, "current": asked is None},
            *(
                {
                    "label": text(LABELS[one]),
                    "count": counts[one],
                    "url": f"{request.path}?{PARAMETER}={one}#timeline",
                    "current": one is asked,
                }
                for one in EntryKind
                if counts[one] or one is asked
            ),
        ]
        if len(items) > 1
        else [],
    }
