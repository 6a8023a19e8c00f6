"""Personal values as the reader's role needs them (DOMAIN §12)."""

from collections.abc import Callable, Mapping
from typing import Any

from app.foundation import masking
from app.foundation.actor import Actor
from app.foundation.permissions import Permission

MASKS: Mapping[str, Callable[[Any], str]] = {
    "contact": masking.person,
    "phone": masking.phone,
    "address": masking.address,
    "email": masking.email,
}


def shown(actor: Actor, column: str, value: Any) -> Any:
    """The value, masked where it is personal and the role doesn't need the whole."""
    mask = MASKS.get(column)
    if mask is None or not value or actor.may(Permission.personal_unmasked):
        return value
    return mask(value)
