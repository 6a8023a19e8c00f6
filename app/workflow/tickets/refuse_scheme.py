"""Refuse the scheme: the applicant says no, recorded on their behalf; a revision is awaited."""

from collections.abc import Sequence

from app.catalog.kinds import Field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.sitework.states.schemes import SchemeState
from app.tickets.states import Stage
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.relations import worked_or_received
from app.workflow.schemes import answerable, current, tell_the_holder
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """Why: the utility's next revision answers it."""
    return (reason_field(setting, "refuse_scheme"),)


def refuse_scheme(move: Move) -> None:
    """The revision is kept with its reason, and the ticket waits for the next one."""
    one = current(move)
    assert one is not None  # noqa: S101  # the guard asked
    one.state, one.decided_at = SchemeState.refused, move.at
    one.decided_by_id = move.actor.user_id
    one.refusal_reason = move.input["reason"]
    one.version += 1
    if Stage.scheme in move.form.stages:
        move.ticket.stage = Stage.scheme
    tell_the_holder(move, "scheme_refused")


ACTION = declare(
    Action(
        noun="tickets",
        verb="refuse_scheme",
        label=say("Refuse scheme"),
        permission=Permission.ticket_refuse_scheme,
        relation=worked_or_received,
        guard=answerable,
        fields=fields,
        asks=frozenset({"reason"}),
        effect=refuse_scheme,
        for_applicant=lambda _setting: True,
        tells=True,
        rank=110,
    )
)
