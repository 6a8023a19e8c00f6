"""Schedule the survey 预约勘察: one time for all utilities that have to look (DOMAIN §2.5)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sitework.rules.surveys import LEAST, MOST, USUAL
from app.sitework.states.surveys import ASKED_BY_LABELS
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.reasons import reason_field
from app.workflow.relations import worked
from app.workflow.setting import Setting
from app.workflow.surveys.diary import before_proposing, hint
from app.workflow.surveys.moving import propose, slot_of
from app.workflow.surveys.standing import appointment, may_come, own_part, siblings


def not_made_by_others(setting: Setting) -> Message | None:
    """An application has one appointment: whoever isn't in it yet joins it first."""
    row = setting.row
    assert isinstance(row, Ticket)  # noqa: S101  # an action on tickets
    survey = appointment(setting) if row.survey_at is None else None
    if survey is None or own_part(setting, row):
        return None
    when = f"{clock.local(survey.survey_at):%Y-%m-%d %H:%M}"
    return say("The joint survey is set for %(when)s: answer it first.", when=when)


def fields(setting: Setting) -> Sequence[Field]:
    """When, how long, where, with whom; of an appointment that is moved, why."""
    ticket = setting.row
    assert isinstance(ticket, Ticket)  # noqa: S101  # an action on tickets
    return (
        _when(setting),
        make_field(
            {
                "id": "minutes",
                "type": "integer",
                "label": say("Lasting"),
                "unit": say("minutes"),
                "min": LEAST,
                "max": MOST,
                "default": USUAL,
            }
        ),
        make_field(
            {
                "id": "place",
                "type": "text",
                "label": say("Meeting place"),
                "max_length": 200,
                "help": say("Only if it isn't the address of the application."),
            }
        ),
        *_alternatives(),
        *_participants(setting, ticket),
        reason_field(setting, "schedule_survey", required=ticket.survey_at is not None),
        _asked_by(),
    )


def _when(setting: Setting) -> Field:
    return make_field(
        {
            "id": "survey_at",
            "type": "datetime",
            "label": say("Survey at"),
            "required": True,
            "examples": [_morning(1)],
            "help": hint(lambda: before_proposing(setting)),
        }
    )


def _alternatives() -> list[Field]:
    labels = (say("Possible instead"), say("Or else"))
    return [
        make_field(
            {
                "id": f"alternative_{at}",
                "type": "datetime",
                "label": label,
                "examples": [_morning(at + 1)],
            }
        )
        for at, label in enumerate(labels, 1)
    ]


def _participants(setting: Setting, ticket: Ticket) -> list[Field]:
    """Nothing where nobody else has a survey ahead; of a specimen everybody."""
    others = [
        one
        for one in siblings(setting)
        if one is not ticket and (may_come(one) or ticket.id is None)
    ]
    if not others:
        return []
    choices = [{"code": slot_of(one), "label": _named(setting, one)} for one in others]
    return [
        make_field(
            {
                "id": "participants",
                "type": "multi_choice",
                "label": say("Who else takes part"),
                "choices": choices,
                "help": say("Empty: every utility that has spoken with the customer."),
            }
        )
    ]


def _named(setting: Setting, ticket: Ticket) -> str:
    form = setting.catalogue.version(ticket.service_version_id)
    option = text(form.option_label(ticket.option)) if ticket.option else ""
    holder = setting.directory.by_id.get(ticket.organisation_id)
    parts = (text(form.label), option, holder.name if holder else "")
    return " · ".join(filter(None, parts))


def _asked_by() -> Field:
    choices: list[dict[str, Any]] = [
        {"code": code, "label": label} for code, label in ASKED_BY_LABELS.items()
    ]
    label = say("Who asked for another time")
    return make_field({"id": "asked_by", "type": "choice", "label": label, "choices": choices})


def _morning(days: int) -> str:
    first = clock.local(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=days)).isoformat()


ACTION = declare(
    Action(
        noun="tickets",
        verb="schedule_survey",
        label=say("Schedule survey"),
        permission=Permission.ticket_schedule_survey,
        relation=worked,
        guard=not_made_by_others,
        fields=fields,
        asks=frozenset(
            {
                "survey_at",
                "minutes",
                "place",
                "alternative_1",
                "alternative_2",
                "participants",
                "reason",
                "asked_by",
            }
        ),
        effect=propose,
        tells=True,
        rank=32,  # may be moved again, so what leads on comes first
    )
)
