"""Personal values as the reader's role needs them: one answer for every face (DOMAIN §12)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.catalog.kinds import Field
from app.foundation import masking
from app.foundation.actor import Actor
from app.foundation.permissions import Permission

Mask = Callable[[str | None], str]
COLUMNS: Mapping[str, Mask] = {
    "contact": masking.person,
    "phone": masking.phone,
    "address": masking.address,
    "email": masking.email,
}
KINDS: Mapping[str, Mask] = {"phone": masking.phone, "address": masking.address}
"""Of answers that identify a person; whatever else does is masked like a name."""


def shown(actor: Actor, column: str, value: Any) -> Any:
    """A column's value, masked where it is personal and the role doesn't need the whole."""
    return _masked(actor, COLUMNS.get(column), value)


def place(actor: Actor, value: str) -> str:
    """Where works are: whole for departments, too, which decide about the very spot."""
    whole = actor.may(Permission.approval_read_own)
    return value if whole else str(_masked(actor, masking.address, value))


def answer(actor: Actor, field: Field, value: Any) -> Any:
    """The same for what was answered to a field of a service or an action."""
    mask = KINDS.get(field.kind, masking.person) if field.personal else None
    return _masked(actor, mask, value)


def answers(actor: Actor, fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to these fields, in their order; what was not answered is left out."""
    return {one.id: answer(actor, one, values[one.id]) for one in fields if one.id in values}


def _masked(actor: Actor, mask: Mask | None, value: Any) -> Any:
    if mask is None or not value or actor.may(Permission.personal_unmasked):
        return value
    return mask(value)
