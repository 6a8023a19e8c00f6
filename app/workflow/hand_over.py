"""移交: a case goes from one person to a colleague; the journal keeps the chain (DOMAIN §2.3)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.applications.models import Application
from app.catalog.kinds import Field, make_field
from app.foundation.actor import Actor
from app.foundation.labels import Label
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission as P
from app.people.queries import Colleague, full_name
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.setting import Setting

HOLDER, TO, REASON = "holder", "to", "reason"
ASKS = frozenset({HOLDER, TO, REASON})
NOT_THEIRS = say("Only whoever holds it, their lead or the coordinating office hands it over.")
YOURSELF = say("Empty: it becomes yours.")
ANYBODY = say("Empty: whoever of the organisation claims it.")
NOBODY = say("There is no colleague who could take it over.")


def may_hand_over(setting: Setting, holders: Iterable[int]) -> Message | None:
    """A colleague doesn't take it away: the holder or a deputy gives it, or whoever arranges."""
    actor, row = setting.actor, setting.row
    own = row.organisation_id is not None and row.organisation_id == actor.organisation_id
    arranges = actor.may(P.staff_arrange) or (own and actor.may(P.staff_arrange_own))
    if actor.user_id is None or arranges or not actor.people.isdisjoint(holders):
        return None
    return NOT_THEIRS


def asked(
    setting: Setting, holders: Sequence[int], able: Sequence[Colleague], *, required: bool
) -> tuple[Field, ...]:
    """From whom, where somebody holds it; to whom, where anybody could take it; and why."""
    to = {one.username: one.name for one in able}
    own = isinstance(setting.row, Application)
    empty: dict[str, Any] = {"help": YOURSELF if own else ANYBODY}
    return (
        *_person(HOLDER, say("So far with"), _named(setting, holders), first=True),
        *_person(TO, say("Handed over to"), to, required=required, **({} if required else empty)),
        reason_field(setting, "hand_over"),
    )


def _named(setting: Setting, holders: Iterable[int]) -> dict[str, str]:
    """Their accounts, most often colleagues who are read already."""
    staff = setting.directory.staff(setting.row.organisation_id or 0)
    known = {one.user_id: (one.username, one.name) for one in staff}
    for one in (one for one in holders if one not in known):
        if account := setting.directory.account(one):
            known[one] = account.username, full_name(account)
    return dict(known[one] for one in holders if one in known)


def _person(
    name: str, label: Label, people: Mapping[str, str], *, first: bool = False, **more: Any
) -> Sequence[Field]:
    if not people:
        return ()
    choices = [{"code": code, "label": one} for code, one in people.items()]
    default = {"default": choices[0]["code"]} if first else {}
    spec = {"id": name, "type": "choice", "label": label, "choices": choices}
    return (make_field(spec | default | more),)


def receiver(move: Move, able: Iterable[Colleague]) -> Colleague | None:
    """Whoever was named."""
    return next((one for one in able if one.username == move.input.get(TO)), None)


def holder(move: Move, holders: Sequence[int]) -> int | None:
    """Whose part is handed over: the one named, else the first."""
    names = zip(holders, _named(move, holders), strict=False)
    named = next((one for one, username in names if username == move.input.get(HOLDER)), None)
    return named or next(iter(holders), None)


def tell(move: Move, to: Colleague | Actor | None) -> None:
    """The organisation sees who has it now; of a set only once (app/workflow/notices.py)."""
    whole = move.directory.by_id.get(move.row.organisation_id or 0)
    name = to.name if to else whole.name if whole else ""
    move.tell("handed_over", by=move.actor.name, to=name)
