"""Propose the scheme 方案答复: how the customer will be supplied, when, and for how much."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.messages import say
from app.foundation.money import total, written
from app.foundation.permissions import Permission
from app.journal.states import Purpose
from app.sitework.models.schemes import Scheme
from app.sitework.rules.schemes import latest, standing
from app.sitework.states.schemes import PROMISES, SchemeState
from app.tickets.states import Stage
from app.workflow.action import Action, declare
from app.workflow.attached import files_field
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.schemes import (
    charged,
    charges_field,
    new_lines,
    schemes,
    supersede,
    ticket_of,
)
from app.workflow.setting import Setting

AHEAD = dict(zip(PROMISES, (14, 21, 25), strict=True))
"""Days until the promised days of the examples."""


def fields(setting: Setting) -> Sequence[Field]:
    """The scheme in words; the days that are promised; what it will cost."""
    today = clock.today()
    scheme = {"id": "scheme", "type": "long_text", "label": say("Scheme"), "max_length": 2000}
    return (
        make_field({**scheme, "required": True}),
        *(
            make_field(
                {
                    "id": name,
                    "type": "date",
                    "label": label,
                    "examples": [(today + timedelta(days=AHEAD[name])).isoformat()],
                }
            )
            for name, label in PROMISES.items()
        ),
        files_field(setting, "drawings", say("Drawings"), purpose=Purpose.drawing),
        charges_field(
            setting,
            "fees",
            say("Estimated fees"),
            about=say("Only what stands in the catalogue of fees, with its legal basis."),
        ),
    )


def adds(_setting: Setting) -> Sequence[Field]:
    """Which revision it became, and the sum."""
    return (
        make_field(
            {"id": "revision", "type": "integer", "label": say("Revision of the scheme"), "min": 1}
        ),
        make_field({"id": "estimate", "type": "decimal", "label": say("Estimate in yuan")}),
    )


def begins(setting: Setting) -> Mapping[str, Any]:
    """A revision begins with what was proposed before."""
    before = ticket_of(setting).results.get("propose_scheme", {})
    return {key: value for key, value in before.items() if key != "note"}


def propose_scheme(move: Move) -> None:
    """A revision of its own: one that the applicant didn't answer yet gives way to it."""
    ticket, earlier = move.ticket, schemes(move)
    if (stands := standing(earlier)) is not None:
        supersede(stands)
    before = latest(earlier)
    fees = charged(move, "fees")
    made = Scheme(
        application_id=ticket.application_id,
        ticket_id=ticket.id,
        organisation_id=ticket.organisation_id,
        revision=before.revision + 1 if before else 1,
        state=SchemeState.proposed,
        text=move.input["scheme"],
        drawings=move.input.get("drawings", []),
        proposed_by_id=move.actor.user_id,
        proposed_at=move.at,
        **{name: date.fromisoformat(move.input[name]) for name in PROMISES if name in move.input},
    )
    move.made += [made, *new_lines(made, fees, move.catalogue.fees)]
    for line in move.made[1:]:
        line.estimate = fees[line.code]
    move.input["revision"] = made.revision
    if fees:
        move.input["estimate"] = written(total(fees.values()))
    if ticket.stage == Stage.confirm:
        ticket.stage = Stage.scheme  # which it passes once more


ACTION = declare(
    Action(
        noun="tickets",
        verb="propose_scheme",
        label=say("Reply with scheme"),
        permission=Permission.ticket_propose_scheme,
        relation=worked,
        fields=fields,
        adds=adds,
        begins=begins,
        asks=frozenset({"scheme", *PROMISES, "drawings", "fees", "revision", "estimate"}),
        effect=propose_scheme,
        gives_way=lambda setting: ticket_of(setting).stage == Stage.confirm,
        rank=40,
    )
)
