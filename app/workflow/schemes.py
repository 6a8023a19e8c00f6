"""A ticket's schemes as its actions see them, and the fields that ask for fees."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from app.catalog.kinds.charges import Charges, amounts
from app.catalog.rules.fees import FeeEntry, refusal
from app.foundation.labels import Label
from app.foundation.messages import Message, say
from app.sitework.models.schemes import FeeLine, Scheme
from app.sitework.rules.schemes import standing
from app.sitework.states.schemes import STANDING, SchemeState
from app.tickets.models import Ticket
from app.tickets.states import Stage
from app.workflow.case import Case
from app.workflow.move import Move
from app.workflow.setting import Setting


def ticket_of(setting: Setting) -> Ticket:
    """The row, of which these actions are."""
    assert isinstance(setting.row, Ticket)  # noqa: S101  # declared for tickets only
    return setting.row


def schemes(setting: Setting) -> list[Scheme]:
    """Every revision of this ticket."""
    ticket = ticket_of(setting)
    of_case = setting.beside.of(Scheme, ticket.application_id)
    return [one for one in of_case if one.ticket_id == ticket.id]


def current(setting: Setting) -> Scheme | None:
    """The scheme that is proposed or confirmed."""
    found: Scheme | None = standing(schemes(setting))
    return found


def lines(setting: Setting) -> list[FeeLine]:
    """The fees of that scheme."""
    one = current(setting)
    if one is None:
        return []
    of_case = setting.beside.of(FeeLine, one.application_id)
    return [x for x in of_case if (x.ticket_id, x.revision) == (one.ticket_id, one.revision)]


def follow(case: Case) -> None:
    """A ticket that starts anew has no scheme: what was agreed with another one is history."""
    for ticket in case.tickets:
        if ticket.stage != Stage.accept or case.before[ticket]["stage"] == Stage.accept:
            continue
        for one in case.beside.of(Scheme, ticket.application_id):
            if one.ticket_id == ticket.id and one.state in STANDING:
                supersede(one)


def supersede(one: Scheme) -> None:
    """Another revision takes its place, or none."""
    one.state = SchemeState.superseded
    one.version += 1


# ---------------------------------------------------------------- guards
def answerable(setting: Setting) -> Message | None:
    """The applicant answers a scheme that was proposed."""
    one = current(setting)
    if one is not None and one.state == SchemeState.proposed:
        return None
    return say("No scheme waits for the applicant's answer.")


def agreed(setting: Setting) -> Message | None:
    """Fees are settled under the agreement."""
    one = current(setting)
    if one is not None and one.state == SchemeState.confirmed:
        return None
    return say("The applicant has not confirmed a scheme yet.")


# ---------------------------------------------------------------- fees
def charges_field(
    setting: Setting,
    field_id: str,
    label: Label,
    *,
    about: Label = "",
    required: bool = False,
    examples: Sequence[Sequence[str]] = (),
) -> Charges:
    """Fees of the catalogue for the ticket's service; a name that can't be charged says why."""
    known, service = setting.catalogue, ticket_of(setting).service
    return Charges(
        id=field_id,
        label=label,
        help=about,
        required=required,
        fees=tuple(one for one in known.fees.values() if one.service == service),
        guard=partial(refusal, known, service),
        examples=tuple(list(one) for one in examples),
    )


def new_lines(
    scheme: Scheme, charged: Mapping[str, Decimal], fees: Mapping[str, FeeEntry], **more: Any
) -> Iterator[FeeLine]:
    """A line of the scheme for each fee, as the catalogue has it now; `more` are its columns."""
    for code in charged:
        fee = fees[code]
        yield FeeLine(
            application_id=scheme.application_id,
            ticket_id=scheme.ticket_id,
            revision=scheme.revision,
            code=code,
            name=fee.label,
            unit=fee.unit,
            price=fee.price,
            legal_basis=fee.legal_basis,
            **more,
        )


def charged(move: Move, field_id: str) -> dict[str, Decimal]:
    """Code → yuan, as entered; empty where nothing was."""
    return amounts(move.input.get(field_id) or [])


def tell_the_holder(move: Move, kind: str) -> None:
    """A notice to the organisation that holds the ticket, when somebody else recorded it."""
    if move.actor.organisation_id != move.row.organisation_id:
        move.tell(kind)
