"""Calendars changed by two people, and the clocks that follow (DESIGN §3)."""
