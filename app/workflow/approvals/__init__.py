"""The actions on approvals; importing this package declares them all."""

from app.workflow.approvals import (
    decide,
    request_supplement,
    resume,
    supplement,
    suspend,
    withdraw,
)

__all__ = ["decide", "request_supplement", "resume", "supplement", "suspend", "withdraw"]
