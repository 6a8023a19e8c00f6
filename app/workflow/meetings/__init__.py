"""Meetings planned, held and followed up: what is agreed has an owner and a day (DOMAIN §2.13)."""
