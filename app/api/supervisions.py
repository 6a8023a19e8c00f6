"""Supervisions by REST: what is demanded of whom, and what was replied."""

from sqlalchemy.orm import selectinload

from app.access.rules import TICKET_READ
from app.access.scoped import ScopedInterface
from app.api.base import ScopedApi
from app.api.rows import SupervisionRow
from app.sla.models import SupervisionItem


class SupervisionApi(ScopedApi):
    """Opened and answered by the actions of their tickets."""

    resource_name = "supervisions"
    datamodel = ScopedInterface(SupervisionItem, load=(selectinload(SupervisionItem.organisation),))
    row = SupervisionRow()
    permits = dict.fromkeys(ScopedApi.include_route_methods, TICKET_READ)
    search_columns = [
        "number",
        "subject_id",
        "application_id",
        "organisation_id",
        "opened_at",
        "reply_due_at",
        "replied_at",
    ]
    order_columns = ["id", "number", "opened_at", "reply_due_at"]
