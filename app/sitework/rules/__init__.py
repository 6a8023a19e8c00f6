"""Pure functions of the work on site."""
