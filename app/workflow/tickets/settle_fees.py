"""Settle the fees: what is really charged, beside what was estimated (DOMAIN §7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.catalog.kinds import Field, make_field
from app.foundation.errors import Problems
from app.foundation.messages import say
from app.foundation.money import total, written
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.schemes import agreed, charged, charges_field, current, lines, new_lines
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """The amounts; a fee that the scheme didn't name needs a reason, which no schema can say."""
    known = _known(setting)
    return (
        charges_field(
            setting,
            "actual_fees",
            say("Actual fees"),
            about=say("The fees of the confirmed scheme; for any other give the reason below."),
            required=True,
            examples=[known] if known else [],
        ),
        make_field(
            {
                "id": "reason",
                "type": "long_text",
                "label": say("Reason of further fees"),
                "max_length": 500,
                "required": current(setting) is not None and not known,
            }
        ),
    )


def _known(setting: Setting) -> list[str]:
    """The scheme's fees as the field takes them: as settled before, else as estimated."""
    return [
        f"{one.code} {written(one.estimate if one.actual is None else one.actual)}"
        for one in lines(setting)
        if one.code in setting.catalogue.fees
    ]


def begins(setting: Setting) -> Mapping[str, Any]:
    """The fees of the scheme."""
    known = _known(setting)
    return {"actual_fees": known} if known else {}


def adds(_setting: Setting) -> Sequence[Field]:
    """The sum of what is charged now."""
    return (make_field({"id": "actual", "type": "decimal", "label": say("Actual in yuan")}),)


def check(move: Move) -> Problems:
    """What the confirmed scheme didn't name is charged for a reason."""
    known = {one.code for one in lines(move)}
    further = charged(move, "actual_fees").keys() - known
    if further and "reason" not in move.input:
        return {"reason": [say("The confirmed scheme doesn't name all of these fees: say why.")]}
    return {}


def settle_fees(move: Move) -> None:
    """The amounts stand beside the estimates; what was settled before and isn't named stays."""
    scheme, settled = current(move), charged(move, "actual_fees")
    assert scheme is not None  # noqa: S101  # the guard asked
    known = lines(move)
    for one in known:
        if one.code in settled:
            one.actual, one.settled_at = settled[one.code], move.at
            one.version += 1
    further = settled.keys() - {one.code for one in known}
    more = {code: amount for code, amount in settled.items() if code in further}
    for line in new_lines(scheme, more, move.catalogue.fees, reason=move.input.get("reason")):
        line.actual, line.settled_at = more[line.code], move.at
        move.made.append(line)
    move.input["actual"] = written(total(one.actual for one in [*known, *move.made]))


ACTION = declare(
    Action(
        noun="tickets",
        verb="settle_fees",
        label=say("Settle fees"),
        permission=Permission.ticket_settle_fees,
        relation=worked,
        guard=agreed,
        fields=fields,
        adds=adds,
        begins=begins,
        check=check,
        asks=frozenset({"actual_fees", "reason", "actual"}),
        effect=settle_fees,
        rank=120,
    )
)
