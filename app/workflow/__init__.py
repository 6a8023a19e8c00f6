"""The verbs: the door, and one module per business action. Importing it declares them all."""

from app.workflow import applications, tickets

__all__ = ["applications", "tickets"]
