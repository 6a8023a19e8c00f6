"""Pure rules of imports: what a sheet holds, and what its cells mean."""
