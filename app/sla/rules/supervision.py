"""How a supervision stands."""

from datetime import datetime

from app.sla.states import Standing


def standing(reply_due_at: datetime, replied_at: datetime | None, now: datetime) -> Standing:
    """Answered, however late; else open, or overdue after its deadline."""
    if replied_at is not None:
        return Standing.answered
    return Standing.overdue if reply_due_at < now else Standing.open
