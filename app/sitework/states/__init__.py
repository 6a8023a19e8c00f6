"""States of the work on site: data only."""
