"""What an action tells the outside: rows written in its own transaction (DESIGN §5)."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.approvals.models import Approval
from app.journal.models import Outbox
from app.tickets.models import Ticket
from app.workflow.setting import Row


def tell(session: Session, verb: str, rows: Iterable[Row]) -> None:
    """One message per changed ticket or approval, to the organisation that holds it."""
    messages = [
        {
            "topic": f"{row.__tablename__}.{verb}",
            "subject_kind": row.__tablename__,
            "subject_id": row.id,
            "organisation_id": row.organisation_id,
            "payload": _payload(row),
        }
        for row in rows
        if not isinstance(row, Application)
    ]
    if messages:
        session.execute(insert(Outbox), messages)


def addressed(rows: Iterable[Row]) -> Counter[int]:
    """Organisation → how many messages `tell` writes for it."""
    return Counter(one.organisation_id for one in rows if not isinstance(one, Application))


def _payload(row: Ticket | Approval) -> dict[str, str]:
    stage = {"stage": row.stage} if isinstance(row, Ticket) else {"kind": row.kind}
    return {"number": row.number, "state": row.state, **stage}
