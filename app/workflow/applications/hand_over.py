"""Hand over 移交: the first receiver's duty goes to a colleague; the chain stays in the journal."""

from collections.abc import Sequence

from app.applications.models import Application
from app.catalog.kinds import Field
from app.foundation.errors import Problems
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.people.queries import Colleague
from app.workflow import hand_over as common
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.setting import Setting

DUTY = frozenset({Permission.application_read_outlet, Permission.application_accept})
"""What whoever is to be a first receiver must be able to do."""


def holders(application: Application) -> list[int]:
    """The first receiver; before there is one, whoever entered it."""
    held = application.first_receiver_id or application.entered_by_id
    return [held] if held else []


def able(setting: Setting) -> list[Colleague]:
    """Colleagues of the organisation that took it, who receive applications."""
    application = setting.row
    if application.organisation_id is None:
        return []
    staff = setting.directory.staff(application.organisation_id)
    held = application.first_receiver_id
    fit = (one for one in staff if one.active and one.permissions >= DUTY)
    return [one for one in fit if one.user_id != held]


def relation(setting: Setting) -> Message | None:
    """Whoever holds it or arranges for them."""
    assert isinstance(setting.row, Application)  # noqa: S101  # an action of applications
    return common.may_hand_over(setting, holders(setting.row))


def fields(setting: Setting) -> Sequence[Field]:
    """From whom, to whom, why."""
    assert isinstance(setting.row, Application)  # noqa: S101  # an action of applications
    required = not takes(setting)
    return common.asked(setting, holders(setting.row), able(setting), required=required)


def takes(setting: Setting) -> bool:
    """Whether the actor could have it: so it is where nobody else is named."""
    actor, application = setting.actor, setting.row
    own = application.organisation_id is not None
    own = own and application.organisation_id == actor.organisation_id
    return own and actor.permissions >= DUTY


def check(move: Move) -> Problems:
    """Where nobody could take it, the form has no question to answer."""
    return {} if common.TO in move.input or takes(move) else {"": [common.NOBODY]}


def hand_over(move: Move) -> None:
    """The new first receiver stays the customer's contact from now on."""
    to = common.receiver(move, able(move)) or move.actor
    move.application.first_receiver_id = to.user_id
    common.tell(move, to)


ACTION = declare(
    Action(
        noun="applications",
        verb="hand_over",
        label=say("Hand over"),
        permission=Permission.application_hand_over,
        relation=relation,
        fields=fields,
        asks=common.ASKS,
        check=check,
        effect=hand_over,
        rank=195,
    )
)
