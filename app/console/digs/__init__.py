"""Excavations on the screens: parts of records, and the county's roads."""
