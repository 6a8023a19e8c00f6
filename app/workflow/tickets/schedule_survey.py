"""Schedule the survey 预约勘察: a time that suits the customer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(_setting: Setting) -> Sequence[Field]:
    """When."""
    today = clock.local(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0)
    return (
        make_field(
            {
                "id": "survey_at",
                "type": "datetime",
                "label": say("Survey at"),
                "required": True,
                "examples": [(today + timedelta(days=1)).isoformat()],
            }
        ),
    )


def schedule_survey(move: Move) -> None:
    """The appointment; it may be moved until the survey is recorded."""
    move.ticket.survey_at = datetime.fromisoformat(move.input["survey_at"])


ACTION = declare(
    Action(
        noun="tickets",
        verb="schedule_survey",
        label=say("Schedule survey"),
        permission=Permission.ticket_schedule_survey,
        relation=worked,
        fields=fields,
        asks=frozenset({"survey_at"}),
        effect=schedule_survey,
        rank=32,  # may be moved again, so what leads on comes first
    )
)
