"""Absence and handover: deputies for a time, and open cases given to colleagues for good."""
