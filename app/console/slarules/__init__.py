"""The office's screens for rules of time limits."""
