"""Who acts: a plain value, so that no rule has to know a request."""

from dataclasses import dataclass
from typing import Self

from app.foundation.permissions import Permission


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody whom the actor stands in for now, and what is known to be theirs."""

    user_id: int
    name: str
    specialist_ids: frozenset[int] = frozenset()
    leads: bool = False


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
    stands_in_for: tuple[Absent, ...] = ()
    """Absent colleagues whose cases are the actor's to see and to carry on, while they are away."""
    face: str = "console"

    @property
    def people(self) -> frozenset[int]:
        """Whose cases are the actor's: the actor's own, and those of whoever is absent."""
        absent = frozenset(one.user_id for one in self.stands_in_for)
        return absent if self.user_id is None else absent | {self.user_id}

    def may(self, permission: Permission) -> bool:
        """Whether a role of the actor grants it; which rows is a matter of scope."""
        return permission in self.permissions

    @classmethod
    def system(cls, face: str = "cli") -> Self:
        """The house itself, for what no person does: full rights, no organisation."""
        return cls(None, "system", "system", ("system",), frozenset(Permission), face=face)
