"""What it means for its clocks where a row stands: which run, whose time it is, what rules ask."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.applications.models import Application
from app.applications.states import ApplicationState
from app.approvals.models import Approval
from app.approvals.states import OPEN as APPROVAL_OPEN
from app.approvals.states import ApprovalState
from app.sla.rules.selection import Rule
from app.sla.states import Basis, Holder, Node
from app.tickets.models import Ticket
from app.tickets.states import DIGGING, Stage, TicketState
from app.workflow.setting import Row, Setting

NODE_OF_STAGE: Mapping[Stage, Node] = {
    Stage.accept: Node.claim,
    Stage.contact: Node.contact,
    Stage.survey: Node.survey,
    Stage.scheme: Node.scheme,
    Stage.confirm: Node.confirm,
    Stage.permit: Node.permit,
    Stage.construct: Node.construct,
    Stage.inspect: Node.connect,
    Stage.connect: Node.connect,
}
AT_WORK = frozenset({TicketState.dispatched, TicketState.in_progress, TicketState.suspended})
WITHDRAWN = frozenset({TicketState.withdrawn, ApplicationState.withdrawn, ApprovalState.withdrawn})
NODES_OF_APPLICATION: Mapping[ApplicationState, Node] = {
    ApplicationState.submitted: Node.check,
    ApplicationState.accepted: Node.application,
    ApplicationState.in_progress: Node.application,
}
FACTS: Mapping[type[Row], tuple[str, ...]] = {
    Application: ("township",),
    Ticket: ("attrs", "facts", "external_works", "lane", "township", "organisation_id"),
    Approval: ("lane", "facts", "township", "organisation_id"),
}
"""Columns that rules ask about: their change chooses the rules anew."""
WATCHED: Mapping[type[Row], tuple[str, ...]] = {
    Application: (*FACTS[Application], "organisation_id", "state"),
    Ticket: (
        *FACTS[Ticket],
        "state",
        "stage",
        "pending_approvals",
        "waits_until",
        "construction_started_at",
        "depends_on_id",
    ),
    Approval: (*FACTS[Approval], "state", "suspended_at"),
}
"""Columns that clocks follow from: where none changed, none of the row's clocks does."""


def nodes(row: Row) -> list[Node]:
    """What has a limit while a row stands where it stands."""
    if isinstance(row, Application):
        node = NODES_OF_APPLICATION.get(row.state)
        return [node] if node else []
    if isinstance(row, Approval):
        return [Node.approval] if row.state in APPROVAL_OPEN else []
    if row.state is TicketState.sent_back:
        return [Node.ticket]
    if row.state not in AT_WORK:
        return []
    here = NODE_OF_STAGE.get(row.stage)
    return [here, Node.ticket] if here else [Node.ticket]


def holder_of(row: Any) -> Holder:
    """Whose time it is, unless it stands still for a reason (DESIGN §3).

    `row` has the columns of an application, a ticket or an approval.
    """
    if isinstance(row.state, ApplicationState):
        in_progress = row.state is ApplicationState.in_progress
        return Holder.utility if in_progress else Holder.first_receiver
    if isinstance(row.state, ApprovalState):
        asked = row.state is ApprovalState.supplementing
        return Holder.utility if asked else Holder.department
    if row.state is TicketState.sent_back:
        return Holder.first_receiver
    if row.stage is Stage.permit and row.pending_approvals:
        return Holder.department
    return Holder.applicant if row.stage is Stage.confirm else Holder.utility


def waits(row: Any) -> int | None:
    """The organisation whose part of joint works has to come first: the time runs on."""
    return row.depends_on_id if isinstance(row, Ticket) else None


def stands_still(row: Ticket | Approval) -> bool:
    """Whether somebody suspended it."""
    if isinstance(row, Approval):
        return row.suspended_at is not None
    return row.state is TicketState.suspended


def pausing(row: Row, rule: Rule) -> str | None:
    """Why a clock of this rule stands still by itself: `node:<step>` or `supplement`; else None.

    A rule net of the permits counts no day on which a department has them.
    """
    if isinstance(row, Approval):
        return "supplement" if row.state is ApprovalState.supplementing else None
    if isinstance(row, Application) or row.state not in AT_WORK:
        return None
    node = NODE_OF_STAGE.get(row.stage)
    waits = node is not Node.permit or row.pending_approvals > 0
    return f"node:{node}" if node in rule.net_of and waits else None


def awaited_dig(row: Row, rule: Rule, on: date) -> str | None:
    """`dig:<number>` while a ticket's promised limits of construction and of the whole wait for it.

    They do until the joint dig's first day, or until construction begins; not where it starts anew.
    """
    digs = isinstance(row, Ticket) and row.state in AT_WORK and row.stage in DIGGING
    if not digs or row.construction_started_at:
        return None
    node, basis = rule.slot
    held = node in {Node.construct, Node.ticket} and basis is Basis.promised
    ahead = row.waits_until is not None and on < row.waits_until
    return f"dig:{row.waits_for}" if held and ahead else None


def facts(application: Application, row: Any, setting: Setting) -> dict[str, Any]:
    """What the conditions of rules ask about this row, or what looked like it before."""
    common = {"channel": application.channel, "township": application.township}
    if isinstance(row.state, ApplicationState):
        return common | {"services": sorted({one.service for one in setting.tickets})}
    organisation = setting.directory.by_id.get(row.organisation_id)
    own = {
        "service": row.service,
        "option": row.option,
        "organisation": organisation.code if organisation else None,
    }
    if isinstance(row.state, ApprovalState):
        return {**row.facts, **common, **own, "lane": row.lane, "kind": row.kind}
    works = {"external_works": row.external_works, "lane": row.lane}
    return {**row.attrs, **row.facts, **common, **own, **works}
