"""What can be imported, and where a batch and each of its rows stand: data only."""

from collections.abc import Mapping
from enum import StrEnum

from app.foundation.messages import Message, say


class IntakeKind(StrEnum):
    applications = "applications"
    organisations = "organisations"
    outlets = "outlets"
    fees = "fees"
    calendars = "calendars"


class BatchState(StrEnum):
    taken = "taken"
    checking = "checking"
    checked = "checked"
    committing = "committing"
    committed = "committed"
    undoing = "undoing"
    undone = "undone"
    discarded = "discarded"
    failed = "failed"


class Outcome(StrEnum):
    """What the dry run found of a row."""

    waiting = "waiting"
    new = "new"
    changed = "changed"
    same = "same"
    wrong = "wrong"


class Fate(StrEnum):
    """What became of a row."""

    done = "done"
    refused = "refused"
    undone = "undone"
    kept = "kept"


INTAKE_VERBS: Mapping[str, Message] = {
    "intake_take": say("Sheet brought"),
    "intake_check": say("Sheet checked"),
    "intake_correct": say("Sheet corrected"),
    "intake_commit": say("Import ordered"),
    "intake_undo": say("Undoing an import ordered"),
    "intake_discard": say("Sheet discarded"),
}
B = BatchState

LIVE = frozenset({B.checking, B.committing, B.undoing})
"""A worker is at it."""
KIND_LABELS: Mapping[str, Message] = {
    IntakeKind.applications: say("Applications"),
    IntakeKind.organisations: say("Organisations"),
    IntakeKind.outlets: say("Outlets"),
    IntakeKind.fees: say("Fee items"),
    IntakeKind.calendars: say("Days of calendars"),
}
STATE_LABELS: Mapping[str, Message] = {
    B.taken: say("Columns to be matched"),
    B.checking: say("Being checked"),
    B.checked: say("Checked, nothing written yet"),
    B.committing: say("Being written"),
    B.committed: say("Imported"),
    B.undoing: say("Being undone"),
    B.undone: say("Import undone"),
    B.discarded: say("Discarded"),
    B.failed: say("Failed"),
}
OUTCOME_LABELS: Mapping[str, Message] = {
    Outcome.waiting: say("Not checked yet"),
    Outcome.new: say("New"),
    Outcome.changed: say("Changed"),
    Outcome.same: say("Same"),
    Outcome.wrong: say("Wrong"),
}
FATE_LABELS: Mapping[str, Message] = {
    Fate.done: say("Written"),
    Fate.refused: say("Not written"),
    Fate.undone: say("Undone"),
    Fate.kept: say("Could not be undone"),
}
