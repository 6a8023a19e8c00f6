"""Confirm the scheme 方案确认: signed together with the agreement (DOMAIN §2.6)."""

from collections.abc import Sequence
from datetime import date

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.errors import Problems
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.journal.states import Purpose
from app.sitework.states.schemes import FORM_LABELS, AgreementForm, SchemeState
from app.workflow.action import Action, declare
from app.workflow.attached import files_field
from app.workflow.move import Move
from app.workflow.relations import worked_or_received
from app.workflow.schemes import answerable, current, tell_the_holder
from app.workflow.setting import Setting

NUMBERED = r".*[0-9A-Za-z\u4e00-\u9fff].*"
"""A number has something to read: signs that nobody sees are none."""
FORMS = tuple({"code": code, "label": label} for code, label in FORM_LABELS.items())


def fields(setting: Setting) -> Sequence[Field]:
    """The agreement's number and date, and how it was signed."""
    today = clock.today().isoformat()
    copy = say("Signed copy of the agreement")
    agreement = tuple(
        make_field({"id": f"agreement_{name}", "type": kind, "required": True, **rest})
        for name, kind, rest in (
            (
                "number",
                "text",
                {"label": say("Agreement number"), "max_length": 60}
                | {"pattern": NUMBERED, "examples": ["XY-2026-001"]},
            ),
            ("signed_on", "date", {"label": say("Signed on"), "examples": [today]}),
            ("form", "choice", {"label": say("How it was signed"), "choices": FORMS}),
        )
    )
    needed = say("Needed where it was signed on paper.")
    copies = files_field(setting, "signed_copy", copy, purpose=Purpose.signed_copy, help=needed)
    return (*agreement, copies)


def check(move: Move) -> Problems:
    """Signed by the day of the confirmation; of what was signed on paper there is a copy."""
    problems: dict[str, list[Message]] = {}
    if date.fromisoformat(move.input["agreement_signed_on"]) > clock.local(move.at).date():
        problems["agreement_signed_on"] = [say("Lies after the confirmation.")]
    if move.input["agreement_form"] == AgreementForm.paper and not move.input.get("signed_copy"):
        problems["signed_copy"] = [say("Attach the signed copy and choose it here.")]
    return problems


def confirm_scheme(move: Move) -> None:
    """Without agreement status there is no confirmation: its fields are required."""
    one = current(move)
    assert one is not None  # noqa: S101  # the guard asked
    one.state, one.decided_at = SchemeState.confirmed, move.at
    one.decided_by_id = move.actor.user_id
    one.agreement_number = move.input["agreement_number"]
    one.agreement_signed_on = date.fromisoformat(move.input["agreement_signed_on"])
    one.agreement_form = AgreementForm(move.input["agreement_form"])
    one.signed_copies = move.input.get("signed_copy", [])
    one.version += 1
    tell_the_holder(move, "scheme_confirmed")


ACTION = declare(
    Action(
        noun="tickets",
        verb="confirm_scheme",
        label=say("Confirm scheme"),
        permission=Permission.ticket_confirm_scheme,
        relation=worked_or_received,
        guard=answerable,
        fields=fields,
        check=check,
        asks=frozenset(
            {"agreement_number", "agreement_signed_on", "agreement_form", "signed_copy"}
        ),
        effect=confirm_scheme,
        for_applicant=lambda _setting: True,
        rank=50,
    )
)
