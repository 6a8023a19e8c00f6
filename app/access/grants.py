"""What each role grants, in words: the page of roles shows it from the one table."""

from app.catalog.queries import catalogue
from app.extensions import db
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission as P
from app.security import ROLES
from app.workflow.action import ACTIONS
from app.workflow.nouns import NOUNS

OTHERS: dict[P, Message] = {
    P.application_create: say("Enter applications"),
    P.application_read_all: say("Read all applications"),
    P.application_read_outlet: say("Read the applications of the own outlet"),
    P.application_read_ticketed: say("Read the applications of own tickets"),
    P.application_read_supervised: say("Read the applications of supervised organisations"),
    P.application_read_township: say("Read the applications of the own township"),
    P.ticket_read_all: say("Read all tickets"),
    P.ticket_read_outlet: say("Read the tickets of the own outlet's applications"),
    P.ticket_read_own: say("Read the tickets of the own organisation"),
    P.ticket_read_supervised: say("Read the tickets of supervised organisations"),
    P.ticket_read_township: say("Read the tickets of the own township"),
    P.meeting_read: say("Read meetings of the own organisation"),
    P.meeting_edit: say("Plan meetings and keep their minutes"),
    P.meeting_action_complete: say("Report what was agreed at meetings as done"),
    P.approval_read_all: say("Read all approvals"),
    P.approval_read_own: say("Read the approvals that the own department decides"),
    P.approval_read_package: say("Read the approvals asked for by the own organisation"),
    P.approval_read_outlet: say("Read the approvals of the own outlet's applications"),
    P.approval_read_supervised: say("Read the approvals asked for by supervised organisations"),
    P.approval_read_township: say("Read the approvals of the own township"),
    P.personal_unmasked: say("Read personal data unmasked"),
    P.attachment_add: say("Attach files"),
    P.organisation_read: say("Read organisations"),
    P.organisation_edit: say("Edit organisations"),
    P.outlet_read: say("Read outlets"),
    P.outlet_edit: say("Edit outlets"),
    P.specialist_read: say("Read service specialists"),
    P.specialist_edit: say("Edit service specialists"),
    P.service_read: say("Read services"),
    P.service_edit: say("Edit services"),
    P.calendar_read: say("Read calendars"),
    P.calendar_edit: say("Prepare and confirm changes of calendars"),
    P.slarule_read: say("Read the rules of time limits"),
    P.slarule_edit: say("Draft, publish and retire rules of time limits"),
    P.road_read: say("Read the catalogue of roads"),
    P.fee_read: say("Read the catalogue of fees"),
    P.approvalkind_read: say("Read kinds of approvals and their lanes"),
    P.journal_read: say("Read the journal"),
    P.staff_arrange: say("Name deputies for everybody, and hand over their cases"),
    P.staff_arrange_own: say("Name deputies in the own organisation, and hand over their cases"),
    P.view_share: say("Save views of lists for everybody"),
    P.view_share_own: say("Save views of lists for the own organisation"),
    P.account_manage: say("Manage accounts"),
}
"""Permissions that are no action's: those are called as the action's button is."""

BESIDE = say("Office and catalogue")
"""What is about no record of a case."""


def role_name(role: str) -> str:
    """A role as the bundle calls it; its code where it doesn't, or before there is one."""
    try:
        known = catalogue(db.session()).roles
    except LookupError:
        return role
    return text(known.get(role, role))


def grants(role: str) -> dict[str, list[str]]:
    """Everything a role grants, by what it is about."""
    verbs = {one.permission: str(one.label) for one in ACTIONS.values()}
    about = {noun.kind: str(noun.label) for noun in NOUNS.values()}
    found: dict[str, list[str]] = {one: [] for one in (*about.values(), str(BESIDE))}
    for one in (one for one in P if one in ROLES.get(role, ())):
        heading = about.get(one.partition("_")[0], str(BESIDE))
        found[heading].append(verbs.get(one) or str(OTHERS[one]))
    return {heading: told for heading, told in found.items() if told}
