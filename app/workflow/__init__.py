"""The verbs: the door, and one module per business action. Importing it declares them all."""

from app.workflow import applications, approvals, slarules, tickets

__all__ = ["applications", "approvals", "slarules", "tickets"]
