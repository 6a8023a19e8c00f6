"""Absence and handover: people, their deputies, and what they give to colleagues."""
