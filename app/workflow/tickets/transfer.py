"""Transfer 移交: to another specialist, or to another organisation that serves this."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.tickets.models import Ticket
from app.tickets.states import Stage, TicketState
from app.workflow.action import Action, declare
from app.workflow.directory import Place
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.relations import worked_or_sent_back
from app.workflow.setting import Setting


def candidates(setting: Setting, ticket: Ticket) -> list[Place]:
    """Who serves this service and option somewhere in the county, and who holds it now."""
    codes = set(setting.catalogue.serving(ticket.service, ticket.option or None))
    every = setting.directory.organisations.values()
    return [one for one in every if one.code in codes or one.id == ticket.organisation_id]


def fields(setting: Setting) -> Sequence[Field]:
    """To whom, and why; without an organisation it stays in the house."""
    assert isinstance(setting.row, Ticket)  # noqa: S101  # an action on tickets
    to = candidates(setting, setting.row)
    people = [one for each in to for one in setting.directory.specialists(each.id)]
    offered = (
        ("organisation", say("Handling organisation"), to),
        ("specialist", say("Specialist"), people),
    )
    choices = (
        make_field(
            {
                "id": name,
                "type": "choice",
                "label": label,
                "choices": [{"code": one.code, "label": one.name} for one in rows],
            }
        )
        for name, label, rows in offered
        if rows
    )
    return (reason_field(setting, "transfer"), *choices)


def transfer(move: Move) -> None:
    """A new organisation starts anew; a new specialist of the same one goes on."""
    ticket, code = move.ticket, move.input.get("organisation")
    target = move.directory.organisations[code].id if code else ticket.organisation_id
    moved = target != ticket.organisation_id
    if moved or ticket.state == TicketState.sent_back:
        ticket.organisation_id, ticket.assignee_id, ticket.claimed_at = target, None, None
        ticket.state, ticket.stage = TicketState.dispatched, Stage.accept
        ticket.dispatched_at = move.at
    ticket.specialist_id = _specialist(move, target, moved=moved)


def _specialist(move: Move, organisation_id: int, *, moved: bool) -> int | None:
    """The one named if it is the organisation's; otherwise one of theirs."""
    own = move.directory.specialists(organisation_id)
    named = next((one.id for one in own if one.code == move.input.get("specialist")), None)
    if named is not None:
        return named
    if not moved:
        return move.ticket.specialist_id
    assigned = move.directory.assign(organisation_id)
    return assigned.id if assigned else None


ACTION = declare(
    Action(
        noun="tickets",
        verb="transfer",
        label=say("Transfer"),
        permission=Permission.ticket_transfer,
        relation=worked_or_sent_back,
        fields=fields,
        asks=frozenset({"reason", "organisation", "specialist"}),
        effect=transfer,
        tells=True,
        rank=190,
    )
)
