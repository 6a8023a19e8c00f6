"""Who acts: a plain value, so that no rule has to know a request."""

from dataclasses import dataclass
from typing import Self

from app.foundation.permissions import Permission


@dataclass(frozen=True, slots=True)
class Actor:
    """One user in one face (`console`, `api`, `portal`, `cli`), with what the roles grant."""

    user_id: int | None
    username: str
    name: str
    roles: tuple[str, ...] = ()
    permissions: frozenset[Permission] = frozenset()
    organisation_id: int | None = None
    organisation_code: str | None = None
    outlet_id: int | None = None
    township: str | None = None
    supervised_ids: frozenset[int] = frozenset()
    leads: bool = False
    """Whether the warnings for leads of the organisation are for this person too."""
    face: str = "console"

    def may(self, permission: Permission) -> bool:
        """Whether a role of the actor grants it; which rows is a matter of scope."""
        return permission in self.permissions

    @classmethod
    def system(cls, face: str = "cli") -> Self:
        """The house itself, for what no person does: full rights, no organisation."""
        return cls(None, "system", "system", ("system",), frozenset(Permission), face=face)
