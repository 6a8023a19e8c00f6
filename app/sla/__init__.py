"""Time limits: calendars, rules, clocks (DESIGN §3)."""
