"""Propose to dig together 提议合并开挖: one trench, one window, one permit (DOMAIN §13)."""

from collections.abc import Sequence
from datetime import date

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.errors import Problems
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sitework.models.digs import Dig, DigMerge, DigMergePart
from app.sitework.rules.digs import in_order, shared_window
from app.sitework.rules.stretches import avoided, saved
from app.sitework.states.digs import Answer
from app.workflow.action import Action, declare
from app.workflow.digging import choices, described, neighbours, road_label, whose
from app.workflow.move import Move
from app.workflow.partners import tell_partners
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """With which others, and when: left empty, in the window of whoever leads."""
    offered = {other.id: _offer(setting, own, other)
               for own, others in neighbours(setting).items() for other in others}  # fmt: skip
    by_rule = say("Empty: as the lead begins, as long as the longest of them takes.")
    return (
        make_field(
            {
                "id": "digs",
                "type": "multi_choice",
                "label": say("Dig together with"),
                "required": True,
                "choices": choices(offered),
                "help": say("The deepest trench leads; of equal ones the longest."),
            }
        ),
        make_field({"id": "first_day", "type": "date", "label": say("Shared first day"),
                    "help": by_rule}),
        make_field({"id": "last_day", "type": "date", "label": say("Shared last day")}),
        make_field({"id": "shared_permit", "type": "boolean", "label": say("One permit for all"),
                    "default": True}),
    )  # fmt: skip


def _offer(setting: Setting, own: Dig, other: Dig) -> Message:
    return say(
        "%(dig)s · saves %(metres)s m", dig=described(setting, other), metres=avoided([own, other])
    )


def nothing_near(setting: Setting) -> Message | None:
    """There must be somebody to dig with."""
    if neighbours(setting):
        return None
    return say("No other planned excavation lies near this ticket's.")


def near_one(move: Move) -> Problems:
    """All of them near one and the same excavation of the ticket."""
    if _chosen(move):
        return {}
    return {"digs": [say("These do not all lie near one excavation of this ticket.")]}


def _chosen(move: Move) -> list[Dig]:
    """The ticket's own excavation first, then the others; nothing where they don't fit."""
    wanted = set(move.input["digs"])
    for own, others in neighbours(move).items():
        found = [one for one in others if str(one.id) in wanted]
        if len(found) == len(wanted):
            return [own, *found]
    return []


def propose_merge(move: Move) -> None:
    """It waits for the others' answers; nothing moves before all of them have said yes."""
    own, *others = _chosen(move)
    ordered = in_order([own, *others])
    first, last = _window(move, ordered)
    merge = DigMerge(
        application_id=own.application_id,
        organisation_id=own.organisation_id,
        road_key=own.road_key,
        lead_dig_id=ordered[0].id,
        starts_on=first,
        ends_on=last,
        shared_permit=move.input.get("shared_permit", True),
        metres_avoided=avoided(ordered),
        proposed_by_id=move.actor.user_id,
        proposed_at=move.at,
    )
    merge.parts = [_part(move, one, metres, own) for one, metres in
                   zip(ordered, saved(ordered), strict=True)]  # fmt: skip
    move.made += [merge, *merge.parts]
    tell_partners(
        move, "dig_merge_proposed", others,
        by=whose(move, own.organisation_id), road=road_label(move.catalogue, own),
        metres=merge.metres_avoided, day=first.isoformat(),
    )  # fmt: skip


def _window(move: Move, ordered: Sequence[Dig]) -> tuple[date, date]:
    """As entered, whichever way round; what was left empty by the rule."""
    first, last = shared_window(ordered, clock.local(move.at).date())
    given = move.input.get("first_day"), move.input.get("last_day")
    begin = date.fromisoformat(given[0]) if given[0] else first
    end = date.fromisoformat(given[1]) if given[1] else begin + (last - first)
    return min(begin, end), max(begin, end)


def _part(move: Move, dig: Dig, metres: int, own: Dig) -> DigMergePart:
    mine = dig is own
    return DigMergePart(
        dig=dig,
        ticket_id=dig.ticket_id,
        application_id=dig.application_id,
        organisation_id=dig.organisation_id,
        answer=Answer.yes if mine else Answer.waiting,
        answered_at=move.at if mine else None,
        answered_by_id=move.actor.user_id if mine else None,
        metres_saved=metres,
    )


ACTION = declare(
    Action(
        noun="tickets",
        verb="propose_merge",
        label=say("Propose to dig together"),
        permission=Permission.ticket_propose_merge,
        relation=worked,
        guard=nothing_near,
        fields=fields,
        check=near_one,
        asks=frozenset({"digs", "first_day", "last_day", "shared_permit"}),
        effect=propose_merge,
        rank=111,
    )
)
