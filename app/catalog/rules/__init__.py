"""Pure rules of the catalogue: the grammar of conditions, and a service's document."""
