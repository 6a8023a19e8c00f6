"""Decide on an extension 审批延期: somebody else than who asked (DESIGN §3)."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sla.rules import clock as ticking
from app.workflow.action import Action, declare
from app.workflow.clocks import summarise
from app.workflow.extensions import Asked, node_field, rule_of, told, undecided
from app.workflow.move import Move
from app.workflow.recalculation import path_of
from app.workflow.setting import Setting


def others(setting: Setting) -> list[Asked]:
    """Those that somebody else asked for."""
    me = setting.actor.user_id
    return [(one, asked) for one, asked in undecided(setting) if asked.asked_by_id != me or not me]


def not_own(setting: Setting) -> Message | None:
    """Two people: one asks, another decides."""
    if undecided(setting) and not others(setting):
        return say("Somebody else than who asked for it decides.")
    return None


def asked_for(setting: Setting) -> Message | None:
    """Something must wait for a decision."""
    return None if undecided(setting) else say("No extension waits for a decision.")


def fields(setting: Setting) -> Sequence[Field]:
    """Which one, yes or no, and the answer that the applicant sees too."""
    asked = others(setting)
    default = str(asked[0][0].node) if len(asked) == 1 else None
    answer = {"id": "answer", "type": "long_text", "label": say("Answer"), "max_length": 500}
    return (
        node_field({one.node: told(setting, one, own) for one, own in asked}, default=default),
        make_field({"id": "approve", "type": "boolean", "label": say("Approve"), "required": True}),
        make_field({**answer, "required": True}),
    )


def adds(_setting: Setting) -> Sequence[Field]:
    """What follows from a decision that came after the limit."""
    return (make_field({"id": "undone", "type": "boolean", "label": say("Breach undone")}),)


def decide_extension(move: Move) -> None:
    """The amount is added from the first start on, even after due; the promise is told anew."""
    one, asked = next(pair for pair in others(move) if pair[0].node == move.input["node"])
    approved = move.input["approve"]
    asked.state = "approved" if approved else "refused"
    asked.decided_by_id, asked.decided_at = move.actor.user_id, move.at
    asked.answer = move.input["answer"]
    asked.version += 1
    if approved:
        before = one.due_at
        one.extended_by += asked.amount
        assert move.timing.limits is not None  # noqa: S101  # the door has read them
        ticking.schedule(one, rule_of(move, one), move.timing.limits.calendar)
        summarise(move.row, move.timing.clocks)
        if before and one.due_at:
            move.changes[path_of(one)] = [before.isoformat(), one.due_at.isoformat()]
            if before < clock.now() <= one.due_at:
                move.input["undone"] = True
    move.tell(f"extension_{asked.state}", node=str(one.node))


ACTION = declare(
    Action(
        noun="tickets",
        verb="decide_extension",
        label=say("Decide on the extension"),
        permission=Permission.ticket_decide_extension,
        relation=not_own,
        guard=asked_for,
        fields=fields,
        adds=adds,
        asks=frozenset({"node", "approve", "answer", "undone"}),
        effect=decide_extension,
        rank=96,
        tells=True,
    )
)
