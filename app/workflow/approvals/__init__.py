"""The actions on approvals; importing this package declares them all."""

from app.workflow.approvals import (
    comment,
    decide,
    request_supplement,
    resume,
    supplement,
    suspend,
    withdraw,
)

__all__ = ["comment", "decide", "request_supplement", "resume", "supplement", "suspend", "withdraw"]
