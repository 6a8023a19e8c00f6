"""The verbs: the door, and one module per business action. Importing it declares them all."""

from app.workflow import applications, slarules, tickets

__all__ = ["applications", "slarules", "tickets"]
