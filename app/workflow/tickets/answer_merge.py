"""Answer a proposal to dig together 答复合并提议: yes, or no with the reason.

Agreed when all have said yes. Whoever says no afterwards leaves, and each digs for itself again.
"""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sitework.states.digs import ANSWER_LABELS, MERGE_LABELS, Answer
from app.workflow.action import Action, declare
from app.workflow.digging import Joint, choices, open_joints, whose
from app.workflow.merging import answer
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """To which of them, and what."""
    joints = open_joints(setting)
    offered = choices({one.merge.id: _told(setting, one) for one in joints})
    said = [{"code": str(one), "label": ANSWER_LABELS[one]} for one in (Answer.yes, Answer.no)]
    merge = {"id": "merge", "type": "choice", "label": say("Joint dig"), "choices": offered}
    if len(joints) == 1:
        merge["default"] = str(joints[0].merge.id)
    given = {"id": "answer", "type": "choice", "label": say("Answer"), "choices": said}
    return (
        make_field({**merge, "required": True}),
        make_field({**given, "required": True}),
        reason_field(setting, "answer_merge", required=False),
    )


def _told(setting: Setting, joint: Joint) -> Message:
    merge = joint.merge
    return say(
        "%(number)s (%(state)s) · with %(others)s · %(first)s – %(last)s · saves %(metres)s m",
        number=merge.number, state=MERGE_LABELS[merge.state],
        others=" / ".join(whose(setting, one.organisation_id) for one in joint.others),
        first=merge.starts_on, last=merge.ends_on, metres=merge.metres_avoided,
    )  # fmt: skip


def asked(setting: Setting) -> Message | None:
    """Something must be proposed or agreed."""
    return None if open_joints(setting) else say("No joint dig is proposed here.")


def answer_merge(move: Move) -> None:
    """The last yes makes it agreed, the first no ends it."""
    given = move.input
    joint = next(one for one in open_joints(move) if str(one.merge.id) == given["merge"])
    answer(move, joint, Answer(given["answer"]), given.get("reason"))


ACTION = declare(
    Action(
        noun="tickets",
        verb="answer_merge",
        label=say("Answer a joint dig"),
        permission=Permission.ticket_answer_merge,
        relation=worked,
        guard=asked,
        fields=fields,
        asks=frozenset({"merge", "answer", "reason"}),
        effect=answer_merge,
        rank=112,
    )
)
