"""Organisations and specialists that a form offers: read once, and only when asked for."""

from collections import Counter
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import Organisation, Specialist
from app.tickets.queries import open_by_specialist


class Directory:
    """A small cache for one door call or one page."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """Active organisations by code."""
        query = select(Organisation).where(Organisation.active).order_by(Organisation.sort)
        return {one.code: one for one in self._session.scalars(query)}

    @cached_property
    def by_id(self) -> dict[int, Organisation]:
        """The same by id."""
        return {one.id: one for one in self.organisations.values()}

    @cached_property
    def _specialists(self) -> list[Specialist]:
        query = select(Specialist).where(Specialist.active).order_by(Specialist.sort, Specialist.id)
        return list(self._session.scalars(query))

    def specialists(self, organisation_id: int) -> list[Specialist]:
        """The organisation's active service specialists (DOMAIN §2.12)."""
        return [one for one in self._specialists if one.organisation_id == organisation_id]

    @cached_property
    def _load(self) -> Counter[int]:
        ids = [one.id for one in self._specialists]
        rows = self._session.execute(open_by_specialist(ids))
        return Counter({specialist: count for specialist, count in rows if specialist})

    def assign(self, organisation_id: int) -> Specialist | None:
        """The specialist with the fewest open tickets; the assignment counts at once."""
        candidates = self.specialists(organisation_id)
        if not candidates:
            return None
        chosen = min(candidates, key=lambda one: self._load[one.id])
        self._load[chosen.id] += 1
        return chosen
