"""Demo histories: what a county would have entered over two years, made by the door's own rules."""
