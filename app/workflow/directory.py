"""Organisations and specialists that a form offers: read once, and only when asked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import PerRevision
from app.people.models import Organisation, Outlet, Specialist, StaffProfile, User
from app.people.queries import Colleague, colleagues
from app.tickets.queries import open_by_specialist


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation or an outlet as everybody may know it."""

    id: int
    code: str
    name: str
    name_en: str | None
    kind: str
    active: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """A service specialist (DOMAIN §2.12)."""

    id: int
    code: str
    name: str
    organisation_id: int
    active: bool
    user_id: int | None
    """The account behind the entry, if there is one."""


@dataclass(frozen=True, slots=True)
class Places:
    """Organisations, outlets and specialists of the county by id, in their order."""

    organisations: Mapping[int, Place]
    outlets: Mapping[int, Place]
    specialists: Mapping[int, Contact]


def _read(session: Session, _revision: int) -> Places:
    one = Specialist
    query = select(one.id, one.code, one.name, one.organisation_id, one.active, one.user_id)
    people = session.execute(query.order_by(one.sort, one.id))
    contacts = {row.id: Contact(*row) for row in people}
    return Places(_every(session, Organisation), _every(session, Outlet), contacts)


def _every(session: Session, model: type[Organisation] | type[Outlet]) -> dict[int, Place]:
    query = select(model.id, model.code, model.name, model.name_en, model.kind, model.active)
    rows = session.execute(query.order_by(model.sort, model.id))
    return {row.id: Place(*row) for row in rows}


places = PerRevision(_read)
"""Edits of the directory are announced like a publication, so every process follows."""


class Directory:
    """A small cache for one door call or one page."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._staff: dict[int, Sequence[Colleague]] = {}
        self._accounts: dict[int, User | None] = {}

    @cached_property
    def organisations(self) -> dict[str, Place]:
        """Active organisations by code."""
        every = places(self._session).organisations.values()
        return {one.code: one for one in every if one.active}

    @cached_property
    def by_id(self) -> dict[int, Place]:
        """The same by id."""
        return {one.id: one for one in self.organisations.values()}

    @cached_property
    def _specialists(self) -> list[Contact]:
        return [one for one in places(self._session).specialists.values() if one.active]

    def specialists(self, organisation_id: int) -> list[Contact]:
        """The organisation's active service specialists (DOMAIN §2.12)."""
        return [one for one in self._specialists if one.organisation_id == organisation_id]

    def specialist(self, specialist_id: int) -> Contact | None:
        """Any of the directory, in use or not."""
        return places(self._session).specialists.get(specialist_id)

    def staff(self, organisation_id: int) -> Sequence[Colleague]:
        """People of the organisation, active or not, by name of their account."""
        if organisation_id not in self._staff:
            own = StaffProfile.organisation_id == organisation_id
            self._staff[organisation_id] = colleagues(self._session, own)
        return self._staff[organisation_id]

    def account(self, user_id: int) -> User | None:
        """Any account, as whoever holds a case; read once."""
        if user_id not in self._accounts:
            self._accounts[user_id] = self._session.get(User, user_id)
        return self._accounts[user_id]

    @cached_property
    def _load(self) -> Counter[int]:
        ids = [one.id for one in self._specialists]
        rows = self._session.execute(open_by_specialist(ids))
        return Counter({specialist: count for specialist, count in rows if specialist})

    def assign(self, organisation_id: int) -> Contact | None:
        """The specialist with the fewest open tickets; the assignment counts at once."""
        candidates = self.specialists(organisation_id)
        if not candidates:
            return None
        chosen = min(candidates, key=lambda one: self._load[one.id])
        self._load[chosen.id] += 1
        return chosen
