"""Suspend 挂起: work stands still for a reason, and its time limits with it (DESIGN §3)."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.catalog.kinds import Field, make_field
from app.catalog.queries import ReasonEntry
from app.foundation import clock
from app.foundation.errors import Problems
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sla.states import HOLDER_LABELS, Holder
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.reasons import known_reason, reason_field
from app.workflow.relations import worked
from app.workflow.setting import Setting

LONGEST = 30
"""Natural days that a pause may last for a reason that names no period of its own."""
ASKS = frozenset({"reason", "evidence", "until", "legal_basis", "holder"})
USUAL = 5
"""Days of the example."""


def fields(setting: Setting) -> Sequence[Field]:
    """Why, by which notice, until when.

    Two things no schema can say: some reasons need `evidence`, and each has its longest period.
    """
    return (
        reason_field(setting, "suspend"),
        make_field(
            {
                "id": "evidence",
                "type": "text",
                "label": say("Number of the written notice"),
                "max_length": 120,
                "help": _needing(setting),
            }
        ),
        make_field(
            {
                "id": "until",
                "type": "date",
                "label": say("Paused until"),
                "examples": [(clock.today() + timedelta(days=USUAL)).isoformat()],
                "help": say(
                    "Time counts again by itself after this day. Empty: as long as the reason "
                    "allows; %(days)s days where the catalogue names no period.",
                    days=LONGEST,
                ),
            }
        ),
    )


def _needing(setting: Setting) -> Message | str:
    needing = [text(one.label) for one in setting.catalogue.reasons("suspend") if one.evidence]
    return say("Required for: %(reasons)s", reasons=" / ".join(needing)) if needing else ""


def adds(_setting: Setting) -> Sequence[Field]:
    """What the catalogue's reason brings along."""
    holders = [{"code": code, "label": label} for code, label in HOLDER_LABELS.items()]
    return (
        make_field({"id": "legal_basis", "type": "text", "label": say("Legal basis")}),
        make_field(
            {"id": "holder", "type": "choice", "label": say("Whose time"), "choices": holders}
        ),
    )


def check(move: Move) -> Problems:
    """The notice where the reason asks for it, and no longer than it allows from now on."""
    known, problems = _known(move), {}
    if known and known.evidence and "evidence" not in move.input:
        problems["evidence"] = [say("This reason needs the number of the written notice.")]
    if until := move.input.get("until"):
        first, last = clock.local(move.at).date(), clock.today() + _period(move)
        if not first <= date.fromisoformat(until) <= last:
            problems["until"] = [
                say("A day from %(first)s to %(last)s for this reason.", first=first, last=last)
            ]
    return problems


def explain(move: Move, holder: Holder = Holder.utility) -> None:
    """What the catalogue's reason brings along; the clocks read it.

    What no reason explains stays the time of `holder`.
    """
    known = _known(move)
    last = clock.local(move.at).date() + _period(move)
    move.input.setdefault("until", last.isoformat())
    move.input["holder"] = (known and known.holder) or holder.value
    if known and known.legal_basis:
        move.input["legal_basis"] = known.legal_basis


def suspend(move: Move) -> None:
    """The state says it."""
    explain(move)


def _known(move: Move) -> ReasonEntry | None:
    return known_reason(move.catalogue, "suspend", move.input["reason"])


def _period(move: Move) -> timedelta:
    known = _known(move)
    return timedelta(days=(known and known.max_days) or LONGEST)


ACTION = declare(
    Action(
        noun="tickets",
        verb="suspend",
        label=say("Suspend"),
        permission=Permission.ticket_suspend,
        relation=worked,
        fields=fields,
        adds=adds,
        check=check,
        asks=ASKS,
        effect=suspend,
        undo="resume",
        rank=200,
    )
)
