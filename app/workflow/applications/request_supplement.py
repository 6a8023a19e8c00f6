"""Request a supplement 补正: once, everything in one notice (DOMAIN §4)."""

from collections.abc import Sequence

from app.applications.models import Application
from app.catalog.kinds import Field, make_field
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.applications.submit import submit
from app.workflow.move import Move
from app.workflow.relations import received
from app.workflow.setting import Setting


def items_field(setting: Setting) -> Sequence[Field]:
    """Everything that is missing or wrong."""
    phrases = [text(one.label) for one in setting.catalogue.reasons("request_supplement")]
    return (
        make_field(
            {
                "id": "items",
                "type": "long_text",
                "label": say("What is missing or wrong"),
                "help": say("There is one notice only: name everything."),
                "required": True,
                "max_length": 1000,
                "examples": phrases,
            }
        ),
    )


def once(setting: Setting) -> Message | None:
    """A second notice is not allowed (Administrative Licensing Law, art. 32)."""
    row = setting.row
    if isinstance(row, Application) and row.supplement_count:
        return say("A supplement was requested already; there is one notice only.")
    return None


def request_supplement(move: Move) -> None:
    """Count the notice."""
    submit(move)
    move.application.supplement_count += 1


ACTION = declare(
    Action(
        noun="applications",
        verb="request_supplement",
        label=say("Request supplement"),
        permission=Permission.application_request_supplement,
        relation=received,
        guard=once,
        fields=items_field,
        effect=request_supplement,
        rank=210,
    )
)
