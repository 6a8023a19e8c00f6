"""Hand over 移交: within an organisation, a ticket goes to a colleague; work and time go on."""

from collections.abc import Sequence

from app.catalog.kinds import Field
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.people.queries import Colleague
from app.tickets.models import Ticket
from app.workflow import hand_over as common
from app.workflow.action import Action, declare
from app.workflow.directory import Contact
from app.workflow.move import Move
from app.workflow.setting import Setting

DUTY = frozenset({Permission.ticket_read_own, Permission.ticket_claim})
"""What whoever is to work tickets must be able to do."""


def holders(setting: Setting) -> list[int]:
    """Whoever claimed it, and the account of its specialist where there is one."""
    ticket = setting.row
    assert isinstance(ticket, Ticket)  # noqa: S101  # an action of tickets
    named = _specialist(setting, ticket.specialist_id)
    held = (ticket.assignee_id, named.user_id if named else None)
    return list(dict.fromkeys(one for one in held if one))


def _specialist(setting: Setting, specialist_id: int | None) -> Contact | None:
    return setting.directory.specialist(specialist_id) if specialist_id else None


def able(setting: Setting) -> list[Colleague]:
    """Colleagues of the organisation who work tickets."""
    ticket = setting.row
    assert isinstance(ticket, Ticket)  # noqa: S101  # an action of tickets
    staff = setting.directory.staff(ticket.organisation_id)
    fit = (one for one in staff if one.active and one.permissions >= DUTY)
    return [one for one in fit if one.user_id != ticket.assignee_id]


def relation(setting: Setting) -> Message | None:
    """Whoever holds it or arranges for them; what nobody holds, anybody of the organisation."""
    ticket, actor = setting.row, setting.actor
    assert isinstance(ticket, Ticket)  # noqa: S101  # an action of tickets
    free = ticket.assignee_id is None and ticket.organisation_id == actor.organisation_id
    if free:
        return None
    absent = actor.stands_in_for
    held = {one.user_id for one in absent if ticket.specialist_id in one.specialist_ids}
    return common.may_hand_over(setting, held | {ticket.assignee_id or 0})


def fields(setting: Setting) -> Sequence[Field]:
    """From whom, to whom (nobody: whoever of the organisation claims it), why."""
    return common.asked(setting, holders(setting), able(setting), required=False)


def hand_over(move: Move) -> None:
    """Who worked it and who was its specialist, as far as it was the same person."""
    ticket, to = move.ticket, common.receiver(move, able(move))
    held = common.holder(move, holders(move))
    if ticket.assignee_id in {held, None}:
        ticket.assignee_id = to.user_id if to else None
    named = _specialist(move, ticket.specialist_id)
    if named and named.user_id and named.user_id == held:
        ticket.specialist_id = _successor(move, named, to)
    common.tell(move, to)


def _successor(move: Move, named: Contact, to: Colleague | None) -> int:
    """The receiver's own entry of the directory, else another specialist; every ticket has one."""
    others = [
        one
        for one in move.directory.specialists(move.ticket.organisation_id)
        if one.user_id != named.user_id
    ]
    own = next((one.id for one in others if to and one.user_id == to.user_id), None)
    return own or (others[0].id if others else named.id)


ACTION = declare(
    Action(
        noun="tickets",
        verb="hand_over",
        label=say("Hand over"),
        permission=Permission.ticket_hand_over,
        relation=relation,
        fields=fields,
        asks=common.ASKS,
        effect=hand_over,
        rank=195,
    )
)
