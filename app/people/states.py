"""The kinds of organisations, outlets and units; they are stored by name."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is in the plan (DOMAIN §1)."""

    office = "office"
    utility = "utility"
    department = "department"
    regulator = "regulator"
    township = "township"
    hall = "hall"


class OutletKind(StrEnum):
    """Where an application can be handed in (DOMAIN §2.1)."""

    hall = "hall"
    shared_hall = "shared_hall"
    online = "online"
