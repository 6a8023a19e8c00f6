"""Approvals by REST: departments decide what utilities ask for."""

from sqlalchemy.orm import selectinload

from app.access.lights import LIGHT, LightFilter
from app.access.rules import APPROVAL_READ
from app.access.scoped import ScopedInterface
from app.api.approval_rows import ApprovalRow
from app.api.clocks import ClockApi
from app.api.codes import OrganisationIs
from app.approvals.models import Approval, ApprovalPackage


class ApprovalApi(ClockApi):
    """Each with its package, and nothing else of the case."""

    resource_name = "approvals"
    datamodel = ScopedInterface(
        Approval,
        load=(
            selectinload(Approval.organisation),
            selectinload(Approval.utility),
            selectinload(Approval.decided_by),
            selectinload(Approval.package).selectinload(ApprovalPackage.requested_by),
            selectinload(Approval.package).selectinload(ApprovalPackage.drawings),
        ),
    )
    row = ApprovalRow()
    permits = dict.fromkeys(ClockApi.include_route_methods, APPROVAL_READ)
    search_columns = [
        "number",
        "kind",
        "state",
        "lane",
        "service",
        "ticket_id",
        "application_id",
        "organisation_id",
        "utility_id",
        "enterprise",
        "township",
        "requested_at",
        "decided_at",
        "due_at",
    ]
    offered_filters = {"organisation": [OrganisationIs], LIGHT: [LightFilter]}
    order_columns = ["id", "number", "state", "enterprise", "due_at", "requested_at"]
