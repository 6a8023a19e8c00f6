"""Tables of the work on site."""
