"""Measuring by hand: `make bench`. No test asserts a time."""
