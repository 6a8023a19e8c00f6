"""Answer the survey 答复勘察: will come, another time, or no survey needed (DOMAIN §2.5)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.errors import Problems
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sitework.states.surveys import ANSWER_LABELS, GIVEN, Answer
from app.tickets.models import Ticket
from app.tickets.rules import next_stage
from app.tickets.states import Stage
from app.workflow.action import Action, declare
from app.workflow.corrections import facts_of
from app.workflow.external_works import external_works_field
from app.workflow.move import Move
from app.workflow.reasons import reason_field
from app.workflow.relations import worked
from app.workflow.setting import Setting
from app.workflow.surveys import moving
from app.workflow.surveys.diary import before_answering, hint
from app.workflow.surveys.standing import appointment, own_part


def asked(setting: Setting) -> Message | None:
    """There is an appointment, and somebody else proposed it."""
    survey = appointment(setting)
    if survey is None:
        return say("No joint survey is proposed.")
    if survey.ticket_id == setting.row.id:
        return say("You proposed it yourself; propose another time to move it.")
    return None


def is_answered(setting: Setting) -> bool:
    """What was answered may be changed, but leads nowhere."""
    row = setting.row
    part = own_part(setting, row) if isinstance(row, Ticket) else None
    return part is not None and part.answer != Answer.waiting


def fields(setting: Setting) -> Sequence[Field]:
    """The answer; what else is needed for it no schema can say (`check`)."""
    tomorrow = clock.local(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0)
    choices: list[dict[str, Any]] = [{"code": code, "label": ANSWER_LABELS[code]} for code in GIVEN]
    return (
        make_field(
            {
                "id": "answer",
                "type": "choice",
                "label": say("Answer"),
                "required": True,
                "choices": choices,
                "help": hint(lambda: before_answering(setting)),
            }
        ),
        reason_field(setting, "answer_survey", required=False),
        make_field(
            {
                "id": "other_at",
                "type": "datetime",
                "label": say("Could come at"),
                "examples": [(tomorrow + timedelta(days=2)).isoformat()],
            }
        ),
        external_works_field(required=False),
    )


def check(move: Move) -> Problems:
    """A reason unless they come; without a survey, whether there are external works."""
    given, problems = move.input["answer"], {}
    if given != Answer.yes and "reason" not in move.input:
        problems["reason"] = [say("Say why.")]
    if given == Answer.not_needed and "external_works" not in move.input:
        said = say("Without a survey it must be known whether there are external works.")
        problems["external_works"] = [said]
    return problems


def answer(move: Move) -> None:
    """Whoever needs no survey goes on without one, as soon as the customer was spoken with."""
    moving.answer(move)
    ticket = move.ticket
    if move.input["answer"] != Answer.not_needed:
        return
    ticket.external_works = move.input["external_works"]
    ticket.facts = facts_of(move, ticket)
    if ticket.stage is Stage.survey:
        works = ticket.external_works
        ticket.stage = next_stage(move.form.stages, ticket.stage, external_works=works)


ACTION = declare(
    Action(
        noun="tickets",
        verb="answer_survey",
        label=say("Answer survey"),
        permission=Permission.ticket_answer_survey,
        relation=worked,
        guard=asked,
        fields=fields,
        asks=frozenset({"answer", "reason", "other_at", "external_works"}),
        check=check,
        effect=answer,
        gives_way=is_answered,
        tells=True,
        rank=30,
    )
)
