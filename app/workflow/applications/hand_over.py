"""Hand over 移交: the first receiver's duty goes to a colleague; the chain stays in the journal."""

from collections.abc import Sequence

from app.applications.models import Application
from app.catalog.kinds import Field
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
    return common.asked(setting, holders(setting.row), able(setting), required=True)


def hand_over(move: Move) -> None:
    """The new first receiver stays the customer's contact from now on."""
    to = common.receiver(move, able(move))
    assert to is not None  # noqa: S101  # required, and one of those who are able
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
        check=common.somebody,
        effect=hand_over,
        rank=195,
    )
)
