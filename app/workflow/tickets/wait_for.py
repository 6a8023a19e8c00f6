"""Wait for another utility 等待协同: its trench, its pipe, its restored road (DOMAIN §2.8)."""

from collections.abc import Mapping, Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.errors import Problems
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sitework.models.joint_works import Dependency
from app.sitework.rules.joint_works import waits_already
from app.sitework.states.joint_works import MILESTONE_LABELS, Milestone
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.joint_works import reached, waiting
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.relations import worked
from app.workflow.setting import Setting


def others(setting: Setting) -> Mapping[str, Ticket]:
    """Tickets of the application that haven't got so far, by their numbers."""
    return {
        one.number: one
        for one in setting.tickets
        if one is not setting.row and not reached(one, Milestone.connected)
    }


def alone(setting: Setting) -> Message | None:
    """There must be somebody to wait for, and one at a time."""
    row = setting.row
    if isinstance(row, Ticket) and row.depends_on_id is not None:
        return say("This ticket waits for another utility already.")
    return None if others(setting) else say("There is no other utility to wait for.")


def fields(setting: Setting) -> Sequence[Field]:
    """For whom, until when, and why."""
    choices = [
        {"code": number, "label": _called(setting, one)} for number, one in others(setting).items()
    ]
    milestones = [{"code": str(one), "label": MILESTONE_LABELS[one]} for one in Milestone]
    return (
        make_field(
            {"id": "ticket", "type": "choice", "label": say("Waits for"), "choices": choices}
            | {"required": True}
        ),
        make_field(
            {"id": "milestone", "type": "choice", "label": say("Until"), "choices": milestones}
            | {"default": str(Milestone.constructed)}
        ),
        reason_field(setting, "wait_for"),
    )


def _called(setting: Setting, ticket: Ticket) -> str:
    """The utility and what it brings; nothing of its ticket."""
    organisation = setting.directory.by_id.get(ticket.organisation_id)
    service = text(setting.catalogue.version(ticket.service_version_id).label)
    return " · ".join(filter(None, (organisation.name if organisation else "", service)))


def check(move: Move) -> Problems:
    """Not for one that is there already, nor in a circle."""
    other = others(move)[move.input["ticket"]]
    chain = {one.ticket_id: one.on_ticket_id for one in waiting(move, other.application_id)}
    if reached(other, Milestone(move.input["milestone"])):
        return {"milestone": [say("It has got so far already.")]}
    if waits_already(other.id, move.ticket.id, chain):
        return {"ticket": [say("It waits for this ticket: nobody would ever begin.")]}
    return {}


def wait_for(move: Move) -> None:
    """The limits run on; whose time it is since is told in the ledger."""
    ticket, other = move.ticket, others(move)[move.input["ticket"]]
    move.made.append(
        Dependency(
            application_id=ticket.application_id,
            ticket_id=ticket.id,
            organisation_id=ticket.organisation_id,
            on_ticket_id=other.id,
            on_organisation_id=other.organisation_id,
            milestone=Milestone(move.input["milestone"]),
            reason=move.input["reason"],
            since=move.at,
        )
    )
    ticket.depends_on_id = other.organisation_id
    move.tell("waited_for", about=other, by=move.actor.name, reason=move.input["reason"])


ACTION = declare(
    Action(
        noun="tickets",
        verb="wait_for",
        label=say("Wait for another utility"),
        permission=Permission.ticket_wait_for,
        relation=worked,
        guard=alone,
        fields=fields,
        check=check,
        asks=frozenset({"ticket", "milestone", "reason"}),
        effect=wait_for,
        undo="stop_waiting",
        tells=True,
        rank=150,
    )
)
