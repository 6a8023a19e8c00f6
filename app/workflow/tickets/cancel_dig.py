"""Call an excavation off 取消开挖: nobody has to reckon with it any more."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sitework.states.digs import Answer, DigState
from app.workflow.action import Action, declare
from app.workflow.digging import choices, described, open_joints, planned_digs
from app.workflow.merging import answer
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """Which of the ticket's, and why."""
    offered = choices({one.id: described(setting, one) for one in planned_digs(setting)})
    dig = {"id": "dig", "type": "choice", "label": say("Excavation"), "choices": offered}
    return (
        make_field({**dig, "required": True}),
        reason_field(setting, "cancel_dig", required=False),
    )


def planned(setting: Setting) -> Message | None:
    """There must be one."""
    return None if planned_digs(setting) else say("No excavation is planned here.")


def cancel_dig(move: Move) -> None:
    """Whatever joint dig it was in ends with it."""
    joined = open_joints(move)  # read before anything changes
    dig = next(one for one in planned_digs(move) if str(one.id) == move.input["dig"])
    dig.state, dig.closed_at, dig.version = DigState.cancelled, move.at, dig.version + 1
    for joint in joined:
        if any(part.dig_id == dig.id for part in joint.mine):
            answer(move, joint, Answer.no, move.input.get("reason"))


ACTION = declare(
    Action(
        noun="tickets",
        verb="cancel_dig",
        label=say("Call an excavation off"),
        permission=Permission.ticket_cancel_dig,
        relation=worked,
        guard=planned,
        fields=fields,
        asks=frozenset({"dig", "reason"}),
        effect=cancel_dig,
        rank=113,
    )
)
