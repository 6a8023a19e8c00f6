"""What meetings and their actions can be, and what leads from one to the other: data only."""

from collections.abc import Mapping
from enum import StrEnum

from app.foundation.lifecycle import Lifecycle, step
from app.foundation.messages import Message, say


class MeetingKind(StrEnum):
    joint = "joint"
    conference = "conference"


class MeetingState(StrEnum):
    planned = "planned"
    held = "held"
    cancelled = "cancelled"


class Attendance(StrEnum):
    expected = "expected"
    present = "present"
    absent = "absent"


class Cause(StrEnum):
    """Why something is on the agenda."""

    overdue = "overdue"
    supervised = "supervised"
    refused = "refused"
    dig = "dig"
    action = "action"
    other = "other"


class ActionState(StrEnum):
    open = "open"
    done = "done"
    cancelled = "cancelled"


class Due(StrEnum):
    """How an action stands today."""

    open = "open"
    today = "today"
    overdue = "overdue"
    done = "done"
    cancelled = "cancelled"


M, A = MeetingState, ActionState

KIND_LABELS: Mapping[str, Message] = {
    MeetingKind.joint: say("Joint meeting"),
    MeetingKind.conference: say("Case conference"),
}
STATE_LABELS: dict[str, Message] = {
    M.planned: say("To be held"),
    M.held: say("Took place"),
    M.cancelled: say("Called off"),
}
ATTENDANCE_LABELS: Mapping[str, Message] = {
    Attendance.expected: say("Invited"),
    Attendance.present: say("Present"),
    Attendance.absent: say("Absent"),
}
CAUSE_LABELS: Mapping[str, Message] = {
    Cause.overdue: say("Overdue"),
    Cause.supervised: say("Supervision not replied to"),
    Cause.refused: say("Approval refused"),
    Cause.dig: say("Digs to be merged"),
    Cause.action: say("Open action of an earlier meeting"),
    Cause.other: say("Other matter"),
}
ACTION_LABELS: dict[str, Message] = {
    A.open: say("To do"),
    A.done: say("Done"),
    A.cancelled: say("Dropped"),
}
DUE_LABELS: Mapping[str, Message] = {
    Due.open: say("To do"),
    Due.today: say("Due today"),
    Due.overdue: say("Overdue"),
    Due.done: say("Done"),
    Due.cancelled: say("Dropped"),
}

MEETINGS = Lifecycle(
    (
        step("edit", [M.planned]),
        step("hold", [M.planned, M.held], M.held),
        step("cancel", [M.planned], M.cancelled),
        step("add_action", [M.planned, M.held]),
    ),
    STATE_LABELS,
)
"""The minutes of a meeting that was held are corrected by holding it again."""
ACTIONS = Lifecycle(
    (
        step("complete", [A.open], A.done),
        step("reopen", [A.done, A.cancelled], A.open),
        step("cancel", [A.open], A.cancelled),
    ),
    ACTION_LABELS,
)
