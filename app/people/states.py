"""The kinds of organisations, outlets and units; they are stored by name."""

from collections.abc import Mapping
from enum import StrEnum

from app.foundation.messages import Message, say


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


class Sharing(StrEnum):
    """Who sees a saved view of a list; whose rows it shows is each reader's own scope."""

    mine = "mine"
    organisation = "organisation"
    everyone = "everyone"


SHARING_LABELS: Mapping[Sharing, Message] = {
    Sharing.mine: say("Only me"),
    Sharing.organisation: say("My organisation"),
    Sharing.everyone: say("Everybody"),
}
