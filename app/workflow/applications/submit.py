"""Submit 提交: the draft becomes an application to be accepted."""

from app.applications.models import Application
from app.applications.states import OFFLINE
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import received
from app.workflow.setting import Setting


def at_the_counter(setting: Setting) -> bool:
    """There the form is checked with the customer and accepted on the spot (DOMAIN §2.3)."""
    return isinstance(setting.row, Application) and setting.row.channel in OFFLINE


def submit(move: Move) -> None:
    """Note when it was handed in; a form decided on at the counter is submitted by that."""
    move.application.submitted_at = move.application.submitted_at or move.at


ACTION = declare(
    Action(
        noun="applications",
        verb="submit",
        label=say("Submit"),
        permission=Permission.application_submit,
        relation=received,
        gives_way=at_the_counter,
        effect=submit,
        rank=10,
    )
)
