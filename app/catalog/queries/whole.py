"""The whole catalogue as an object."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.catalog.queries.entries import (
    ApprovalKindEntry,
    CountySettings,
    DistrictEntry,
    Filterable,
    ReasonEntry,
)
from app.catalog.rules.fees import AbolishedFee, FeeEntry
from app.catalog.rules.lanes import LaneEntry
from app.catalog.rules.roads import RoadEntry
from app.catalog.rules.service import ServiceForm
from app.foundation.labels import Label


@dataclass(frozen=True)
class Catalogue:
    """One revision of the whole configuration; immutable, shared by threads."""

    revision: int
    county: CountySettings
    districts: Mapping[str, DistrictEntry]
    roles: Mapping[str, Label]
    _reasons: tuple[ReasonEntry, ...]
    _routes: Mapping[tuple[str, str, str], str]
    _published: Mapping[int, ServiceForm]
    _current: tuple[int, ...]
    roads: Mapping[str, RoadEntry]
    fees: Mapping[str, FeeEntry]
    """Lines that may be charged, by code."""
    abolished: tuple[AbolishedFee, ...]
    approval_kinds: Mapping[str, ApprovalKindEntry]
    lanes: tuple[LaneEntry, ...]
    """In their order: the first that holds is proposed (rules.lanes)."""

    @cached_property
    def services(self) -> dict[str, ServiceForm]:
        """Services that are offered now, by code, in their order."""
        forms = sorted(map(self.version, self._current), key=lambda form: (form.sort, form.code))
        return {form.code: form for form in forms}

    @cached_property
    def filterable(self) -> tuple[Filterable, ...]:
        """What lists of tickets can be filtered by, in the order of the forms."""
        return tuple(one for form in self.services.values() for one in self._filterable(form))

    def _filterable(self, form: ServiceForm) -> Iterator[Filterable]:
        marked = [pair for one in form.fields if one.filterable for pair in one.sorts().items()]
        versions = [one for one in self._published.values() if one.code == form.code]
        for path, sort in marked:
            asked = {
                version.version_id: field
                for version in versions
                for field in version.fields
                if field.sorts().get(path) == sort
            }
            yield Filterable(form.code, path, sort, asked)

    def version(self, version_id: int) -> ServiceForm:
        """Any version that was ever published; raises KeyError for others."""
        return self._published[version_id]

    def township(self, code: str | None) -> DistrictEntry | None:
        """The district of that code, if it is in use."""
        return self.districts.get(code or "")

    def route(self, service: str, option: str | None, township: str | None) -> str | None:
        """The code of the organisation that serves this here; the most specific route wins.

        An option weighs more than a township.
        """
        wanted = option or "", township or ""
        tries = (wanted, (wanted[0], ""), ("", wanted[1]), ("", ""))
        return next(
            (self._routes[service, *one] for one in tries if (service, *one) in self._routes), None
        )

    def serving(self, service: str, option: str | None) -> list[str]:
        """Codes of all organisations that serve this somewhere."""
        found = [
            organisation
            for (of, at, _), organisation in self._routes.items()
            if of == service and at in {"", option or ""}
        ]
        return list(dict.fromkeys(found))

    def reasons(self, verb: str) -> list[ReasonEntry]:
        """The phrases offered for an action."""
        return [one for one in self._reasons if verb in one.verbs]

    @property
    def channels(self) -> Mapping[str, Label]:
        """Entry channel → label."""
        return self.county.channels
