"""A ticket's states, stages and transitions (DOMAIN §4): data only."""

from enum import StrEnum

from app.foundation.lifecycle import Lifecycle, step
from app.foundation.messages import Message, say


class TicketState(StrEnum):
    waiting = "waiting"
    dispatched = "dispatched"
    in_progress = "in_progress"
    suspended = "suspended"
    sent_back = "sent_back"
    completed = "completed"
    declined = "declined"
    withdrawn = "withdrawn"


class Stage(StrEnum):
    accept = "accept"
    contact = "contact"
    survey = "survey"
    scheme = "scheme"
    confirm = "confirm"
    permit = "permit"
    construct = "construct"
    inspect = "inspect"
    connect = "connect"
    complete = "complete"


S, G = TicketState, Stage

ENDED = frozenset({S.completed, S.declined, S.withdrawn})
OPEN = frozenset(S) - ENDED
EXTERNAL_WORKS_ONLY = frozenset({G.permit, G.construct})
"""Stages that a ticket without external works leaves out, beside a survey not yet done."""
DIGGING = frozenset({G.scheme, G.confirm, G.permit, G.construct})
"""Stages in which excavations are planned, merged and carried out."""
AGREED = (G.permit, G.construct, G.inspect, G.connect, G.complete)
"""Stages after the agreement was signed."""

STATE_LABELS: dict[str, Message] = {
    S.waiting: say("Waiting for dispatch"),
    S.dispatched: say("To be claimed"),
    S.in_progress: say("In progress"),
    S.suspended: say("Suspended"),
    S.sent_back: say("Sent back"),
    S.completed: say("Completed"),
    S.declined: say("Declined"),
    S.withdrawn: say("Withdrawn"),
}
STAGE_LABELS: dict[str, Message] = {
    G.accept: say("Claiming"),
    G.contact: say("Specialist contact"),
    G.survey: say("Joint survey"),
    G.scheme: say("Scheme reply"),
    G.confirm: say("Confirmation and signing"),
    G.permit: say("Approvals"),
    G.construct: say("Construction"),
    G.inspect: say("Inspection"),
    G.connect: say("Connection"),
    G.complete: say("Completion"),
}

LIFECYCLE = Lifecycle(
    (
        step("claim", [S.dispatched], S.in_progress, at=[G.accept], passes=True),
        step("contact", [S.in_progress], at=[G.contact], passes=True),
        step("schedule_survey", [S.in_progress], at=[G.contact, G.survey]),
        step("answer_survey", [S.in_progress], at=[G.contact, G.survey]),
        step("record_survey", [S.in_progress], at=[G.survey], passes=True),
        step("propose_scheme", [S.in_progress], at=[G.scheme, G.confirm], passes=True),
        step("confirm_scheme", [S.in_progress], at=[G.confirm], passes=True),
        step("refuse_scheme", [S.in_progress], at=[G.confirm]),
        step("settle_fees", [S.in_progress, S.suspended, S.completed], at=AGREED),
        step("request_approvals", [S.in_progress], at=[G.permit]),
        step("start_construction", [S.in_progress], at=[G.construct]),
        step("finish_construction", [S.in_progress], at=[G.construct], passes=True),
        step("schedule_inspection", [S.in_progress], at=[G.construct, G.inspect]),
        step("inspect", [S.in_progress], at=[G.inspect], passes=True),
        step("require_rework", [S.in_progress], at=[G.inspect]),
        step("wait_for", [S.in_progress], at=[G.permit, G.construct, G.inspect, G.connect]),
        step("stop_waiting", [S.in_progress, S.suspended]),
        step("connect", [S.in_progress], at=[G.connect], passes=True),
        step("complete", [S.in_progress], S.completed, at=[G.complete]),
        step("suspend", [S.in_progress], S.suspended),
        step("resume", [S.suspended], S.in_progress),
        step("request_extension", [S.dispatched, S.in_progress, S.suspended]),
        step("decide_extension", frozenset(S)),
        step("urge", [S.dispatched, S.in_progress, S.suspended]),
        step("supervise", [S.dispatched, S.in_progress, S.suspended, S.sent_back]),
        step("reply_supervision", frozenset(S)),
        step("send_back", [S.dispatched, S.in_progress], S.sent_back),
        step("transfer", [S.dispatched, S.in_progress, S.suspended, S.sent_back]),
        step("hand_over", [S.dispatched, S.in_progress, S.suspended, S.sent_back]),
        step("plan_dig", [S.in_progress, S.suspended], at=DIGGING),
        step("cancel_dig", [S.in_progress, S.suspended], at=DIGGING),
        step("propose_merge", [S.in_progress, S.suspended], at=DIGGING),
        step("answer_merge", [S.in_progress, S.suspended], at=DIGGING),
        step("follow_merge", frozenset(S)),
        step("comment", frozenset(S)),
        step("decline", [S.dispatched, S.in_progress, S.sent_back], S.declined),
    ),
    STATE_LABELS,
    STAGE_LABELS,
)
