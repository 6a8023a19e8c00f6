"""Lists that people bring as sheets: what was read, what it would do, what became of it."""
