"""Personal values as those see them whose role doesn't need the whole (DOMAIN §12)."""

LONG = 9
"""Digits from which on seven may be shown."""


def phone(value: str | None) -> str:
    """First three and last four characters of a phone number; short ones keep only the last two."""
    if not value:
        return ""
    if len(value) < LONG:
        return "*" * (len(value) - 2) + value[-2:]
    return value[:3] + "*" * (len(value) - 7) + value[-4:]


def person(value: str | None) -> str:
    """The family name (first character) of a contact."""
    return value[0] + "*" * (len(value) - 1) if value else ""


def email(value: str | None) -> str:
    """The first character and the domain of an address."""
    name, at, domain = (value or "").partition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""


def address(value: str | None) -> str:
    """The first six characters of an address: town and village, no house number."""
    return value[:6] + "***" if value else ""
