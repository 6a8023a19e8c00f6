"""Request approvals 行政审批: the utility applies for the permits in one go (DOMAIN §2.7)."""

from app.approvals.models import Approval, ApprovalPackage, PackageDrawing
from app.approvals.states import OPEN, ApprovalState
from app.catalog.rules.lanes import LaneEntry, slowest
from app.catalog.states import LaneKind
from app.foundation.errors import Problems
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.attached import attachments_of
from app.workflow.move import Move
from app.workflow.package import (
    ASKS,
    adds,
    fields,
    kinds,
    package_facts,
    proposed,
    road_dug,
    road_missing,
)
from app.workflow.relations import worked
from app.workflow.resubmission import begins
from app.workflow.setting import Setting


def something_to_ask(setting: Setting) -> Message | None:
    """What is approved or lies with its department isn't asked for twice."""
    if not isinstance(setting.row, Ticket) or kinds(setting):
        return None
    return say("Every kind of approval is approved, or lies with its department.")


def check(move: Move) -> Problems:
    """A quick lane needs the road; another lane than the catalogue's needs a reason."""
    entry = _entry(move)
    if missing := road_missing(entry, move.input):
        return {"road": [missing]}
    lane = move.input.get("lane")
    if lane in {None, entry.lane} or move.input.get("lane_reason"):
        return {}
    said = say("Say why it isn't “%(lane)s”, which the rules propose.", lane=text(entry.label))
    return {"lane_reason": [said]}


def request_approvals(move: Move) -> None:
    """A package for all departments, and an approval for each kind; exempt ones are given."""
    ticket, entered, entry = move.ticket, move.input, _entry(move)
    before = move.beside.of(Approval, ticket.application_id)
    mine = [one for one in before if one.ticket_id == ticket.id]
    packages = move.beside.of(ApprovalPackage, ticket.application_id)
    package = ApprovalPackage(
        ticket_id=ticket.id,
        application_id=ticket.application_id,
        round=1 + sum(one.ticket_id == ticket.id for one in packages),
        works=entered["works"],
        place=entered.get("place") or move.application.address,
        road=_road(move),
        entrustment=entered.get("entrustment"),
        facts=package_facts(move, entered),
        drawings=[
            PackageDrawing(attachment_id=one.id)
            for one in attachments_of(move)
            if one.digest in entered.get("drawings", ())
        ],
        lane=LaneKind(entered.get("lane", entry.lane)),
        proposed_lane=entry.lane,
        clause=entry.clause,
        lane_reason=entered.get("lane_reason"),
        requested_at=move.at,
        requested_by_id=move.actor.user_id,
    )
    entered.setdefault("lane", str(package.lane))
    entered["clause"] = package.clause
    move.made.append(package)
    ticket.lane = slowest([package.lane, *(one.lane for one in mine if one.state in OPEN)])
    for kind in entered["kinds"]:
        number = f"{ticket.number}-P{len(mine) + 1}"
        asked = 1 + sum(one.kind == kind for one in mine)
        mine.append(_approval(move, package, kind, number=number, asked=asked))
        move.made.append(mine[-1])
    kept = {name: value for name, value in entered.items() if name != "place"}
    ticket.results = ticket.results | {"request_approvals": kept}


def _approval(
    move: Move, package: ApprovalPackage, kind: str, *, number: str, asked: int
) -> Approval:
    ticket = move.ticket
    department = move.directory.organisations[move.catalogue.approval_kinds[kind].organisation]
    made = Approval(
        number=number,
        kind=kind,
        round=asked,
        package=package,
        ticket_id=ticket.id,
        service=ticket.service,
        option=ticket.option,
        application_id=ticket.application_id,
        organisation_id=department.id,
        state=ApprovalState.requested,
        lane=package.lane,
        facts=package.facts,
        results={},
        supplement_count=0,
        requested_at=move.at,
    )
    made.mirror(move.application, ticket)
    if package.lane is LaneKind.exempt:
        made.state, made.decided_at = ApprovalState.approved, move.at
        made.ended_at = move.at
    else:
        label = move.catalogue.approval_kinds[kind].label
        move.tell("approval_asked", about=made, permit=label)
    return made


def _entry(move: Move) -> LaneEntry:
    return proposed(move, move.input)


def _road(move: Move) -> str | None:
    road = road_dug(move, move.input)
    return text(road.label, "zh") if road else move.input.get("road")


def open_approvals(setting: Setting) -> bool:
    """Whether the departments have it already: then asking for more isn't what leads on."""
    return isinstance(setting.row, Ticket) and setting.row.pending_approvals > 0


ACTION = declare(
    Action(
        noun="tickets",
        verb="request_approvals",
        label=say("Request approvals"),
        permission=Permission.ticket_request_approvals,
        relation=worked,
        guard=something_to_ask,
        fields=fields,
        adds=adds,
        check=check,
        asks=ASKS,
        begins=begins,
        effect=request_approvals,
        gives_way=open_approvals,
        rank=60,
    )
)
