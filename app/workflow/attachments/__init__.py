"""Attaching files to records: whose they are, where their content lies, how they come in."""
