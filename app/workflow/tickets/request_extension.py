"""Ask for a longer limit 申请延期: before it is reached, once (DESIGN §3)."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.sla.models import Extension
from app.sla.states import UNIT_LABELS
from app.workflow.action import Action, declare
from app.workflow.extensions import MOST, described, extendable, node_field, rule_of, why_none
from app.workflow.move import Move
from app.workflow.office import tell_office
from app.workflow.reasons import reason_field
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """Which limit, by how much, and why: the applicant sees the reason."""
    return (
        node_field({one.node: described(setting, one) for one in extendable(setting)}),
        make_field(
            {
                "id": "amount",
                "type": "integer",
                "label": say("Longer by"),
                "required": True,
                "min": 1,
                "max": MOST,
                "help": say("Counted like the limit itself: hours, working days, days or months."),
            }
        ),
        reason_field(setting, "request_extension"),
    )


def adds(_setting: Setting) -> Sequence[Field]:
    """What the amount counts."""
    units = [{"code": code, "label": label} for code, label in UNIT_LABELS.items()]
    unit = {"id": "unit", "type": "choice", "label": say("Counted in"), "choices": units}
    return (make_field(unit),)


def request_extension(move: Move) -> None:
    """Nothing moves until somebody else has decided."""
    node = move.input["node"]
    asked = next(one for one in extendable(move) if one.node == node)
    move.input["unit"] = str(rule_of(move, asked).terms.unit)
    move.made.append(
        Extension(
            clock_id=asked.id,
            ticket_id=move.ticket.id,
            amount=move.input["amount"],
            reason=move.input["reason"],
            state="asked",
            asked_by_id=move.actor.user_id,
            asked_at=move.at,
        )
    )
    tell_office(move, "extension_asked", node=node)


ACTION = declare(
    Action(
        noun="tickets",
        verb="request_extension",
        label=say("Ask for an extension"),
        permission=Permission.ticket_request_extension,
        relation=worked,
        guard=why_none,
        fields=fields,
        adds=adds,
        asks=frozenset({"node", "amount", "reason", "unit"}),
        effect=request_extension,
        rank=205,
    )
)
