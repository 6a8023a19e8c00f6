"""Ways through the console: single keys, the palette, the tour, what to do where nothing is."""
