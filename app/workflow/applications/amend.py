"""Amend 更正: a slip in the form, put right with its reason kept."""

from collections.abc import Sequence

from app.applications.states import ApplicationState
from app.catalog.kinds import Field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.corrections import correct, correction_fields
from app.workflow.reasons import reason_field
from app.workflow.relations import received
from app.workflow.setting import Setting


def fields(setting: Setting) -> Sequence[Field]:
    """Whatever is to be put right, and why: a draft needs no reason yet."""
    required = setting.row.state != ApplicationState.draft
    return (reason_field(setting, "amend", required=required), *correction_fields(setting))


ACTION = declare(
    Action(
        noun="applications",
        verb="amend",
        label=say("Amend"),
        permission=Permission.application_amend,
        relation=received,
        fields=fields,
        effect=correct,
        merges=True,
        rank=250,
    )
)
