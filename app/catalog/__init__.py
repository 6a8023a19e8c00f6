"""Districts, reasons, services with their published versions, routes: the county as data."""
