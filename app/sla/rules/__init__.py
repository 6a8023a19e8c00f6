"""Deadlines as pure functions of instants, terms, pauses and a compiled calendar (DESIGN §3)."""
