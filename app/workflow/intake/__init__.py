"""Importing sheets: take, match, check, correct, write, undo; a worker goes through the rows.

Importing this package declares every kind.
"""

from app.workflow.intake import applications, calendars, directory, fees

__all__ = ["applications", "calendars", "directory", "fees"]
