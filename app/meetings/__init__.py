"""Joint meetings, case conferences, their minutes and what was agreed (DOMAIN §2.13)."""
