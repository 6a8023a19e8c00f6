"""Supplement: the customer's answer to the notice, recorded by the first receiver."""

from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.corrections import correct, correction_fields
from app.workflow.relations import received

ACTION = declare(
    Action(
        noun="applications",
        verb="supplement",
        label=say("Record supplement"),
        permission=Permission.application_supplement,
        relation=received,
        fields=correction_fields,
        effect=correct,
        merges=True,
        for_applicant=lambda _setting: True,
        rank=30,
    )
)
