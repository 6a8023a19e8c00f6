"""Deemed approval 超时默认: silence until the due date, where the county says so (DOMAIN §5)."""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import Approval
from app.approvals.states import ApprovalState
from app.catalog.queries import catalogue
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.messages import say
from app.workflow.door import Ref, perform

log = logging.getLogger(__name__)

FACE = "worker"


def deem(now: datetime, batch: int) -> int:
    """Approve what is overdue and runs, through the door; how many. Nothing where it is off."""
    session: Session = db.session()
    if not catalogue(session).county.deemed_approval:
        session.rollback()
        return 0
    late = session.execute(
        select(Approval.id, Approval.version)
        .where(Approval.due_at < now, Approval.state == ApprovalState.requested)
        .where(Approval.suspended_at.is_(None))
        .order_by(Approval.due_at, Approval.id)
        .limit(batch)
    ).all()
    session.rollback()
    data = {"decision": "approved", "opinion": str(say("Approved by silence: the time is over."))}
    refs = [Ref(pk, {version}) for pk, version in late]
    results = perform("approvals", "decide", refs, Actor.system(FACE), data) if refs else []
    for one in (one for one in results if one.error):
        log.warning("approval %s is not deemed approved: %s", one.id, one.error)
    return sum(one.error is None for one in results)
