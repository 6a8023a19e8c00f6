"""The catalogue as the processes see it: read once per revision, asked without SQL (DESIGN §2)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, ref

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.catalog.kinds import Field, Sort
from app.catalog.models import (
    CatalogueRevision,
    County,
    District,
    Reason,
    RoleLabel,
    Route,
    Service,
    ServiceVersion,
)
from app.catalog.rules.service import ServiceForm
from app.foundation.labels import Label
from app.people.models import Organisation


@dataclass(frozen=True)
class DistrictEntry:
    code: str
    label: Label
    kind: str


@dataclass(frozen=True)
class ReasonEntry:
    code: str
    label: Label
    verbs: tuple[str, ...]
    legal_basis: str | None
    holder: str | None = None
    """Who holds the case while it stands still for this reason."""
    statutory: bool = False
    """Whether it stops the statutory clock too (行政许可法 art. 45)."""
    evidence: bool = False
    """Whether the written notice has to be named."""
    max_days: int | None = None
    """Natural days that such a pause may last."""


@dataclass(frozen=True)
class CountySettings:
    """The county's own document."""

    code: str
    label: Label
    number_prefix: str
    """Of application numbers (DOMAIN §8)."""
    disclaimer: Label
    """Shown beside every sample limit (DOMAIN §5)."""
    channels: Mapping[str, Label]
    """Entry channel → label, in the order of the form."""
    urge_interval: int = 7
    """Business hours after which a ticket may be urged again."""


@dataclass(frozen=True, eq=False)
class Filterable:
    """An answer that lists can be filtered by: its service's form in force marks it so."""

    service: str
    path: str
    """The field's id; of a quantity `<id>.value` and `<id>.unit`."""
    sort: Sort
    asked: Mapping[int, Field]
    """Every version of the service that asks it with answers of this sort."""

    def versions(self, roles: Collection[str]) -> list[int]:
        """Those whose answer these roles may see."""
        return [
            version
            for version, field in self.asked.items()
            if not field.roles or not set(field.roles).isdisjoint(roles)
        ]


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


T = TypeVar("T")


class PerRevision(Generic[T]):
    """Something read from the configuration: kept per database until its revision changes.

    One statement per transaction, however many such things are asked for; more only after a
    publication. What a transaction has read stays so for all of it.
    """

    def __init__(self, read: Callable[[Session, int], T]) -> None:
        self._read = read
        self._kept: WeakKeyDictionary[Engine, tuple[tuple[int, str], T]] = WeakKeyDictionary()

    def __call__(self, session: Session) -> T:
        """The present state; raises LookupError where no bundle has been applied yet."""
        noticed = _noticed(session)
        if self not in noticed.read:
            engine = session.get_bind().engine
            kept = self._kept.get(engine)
            if kept is None or kept[0] != noticed.stamp:
                kept = noticed.stamp, self._read(session, noticed.stamp[0])
                self._kept[engine] = kept
            noticed.read[self] = kept[1]
        return noticed.read[self]  # type: ignore[no-any-return]  # what stood beside this key


@dataclass
class _Noticed:
    """The revision that a transaction saw, and what it has read of it."""

    stamp: tuple[int, str]
    read: dict[PerRevision[Any], Any] = field(default_factory=dict)


def _noticed(session: Session) -> _Noticed:
    seen, noticed = session.info.get("catalogue", (None, None))
    transaction = session.get_transaction()
    if seen and transaction and seen() is transaction:
        return noticed  # type: ignore[no-any-return]  # what stood beside it
    row = session.execute(select(CatalogueRevision.revision, CatalogueRevision.stamp)).one_or_none()
    if row is None:
        raise LookupError("no bundle has been applied: flask init")
    noticed = _Noticed((row.revision, row.stamp))
    transaction = session.get_transaction()
    session.info["catalogue"] = ref(transaction) if transaction else None, noticed
    return noticed


def forget(session: Session) -> None:
    """After a publication in this transaction: what it has read is no longer so."""
    session.info.pop("catalogue", None)


def _read(session: Session, revision: int) -> Catalogue:
    routes = session.execute(
        select(Route.service, Route.option, Route.township, Organisation.code)
        .join(Organisation)
        .order_by(Route.service, Route.option, Route.township)
    )
    versions = session.execute(
        select(ServiceVersion.document, ServiceVersion.id, ServiceVersion.version)
    )
    current = session.scalars(select(Service.current_version_id).where(Service.active))
    return Catalogue(
        revision=revision,
        county=_county(session.scalars(select(County.document)).one()),
        districts=_districts(session),
        roles={
            one.code: one.label
            for one in session.scalars(
                select(RoleLabel).where(RoleLabel.active).order_by(RoleLabel.sort, RoleLabel.code)
            )
        },
        _reasons=_reasons(session),
        _routes={(one.service, one.option, one.township): one.code for one in routes},
        _published={one.id: ServiceForm(*one) for one in versions},
        _current=tuple(one for one in current if one is not None),
    )


def _county(document: Mapping[str, Any]) -> CountySettings:
    return CountySettings(
        code=document["code"],
        label=document["label"],
        number_prefix=document["number_prefix"],
        disclaimer=document["disclaimer"],
        channels={one["code"]: one["label"] for one in document["channels"]},
        urge_interval=document.get("urge_interval", CountySettings.urge_interval),
    )


def _districts(session: Session) -> dict[str, DistrictEntry]:
    query = select(District).where(District.active).order_by(District.sort, District.code)
    return {
        one.code: DistrictEntry(one.code, {"zh": one.name, "en": one.name_en or one.name}, one.kind)
        for one in session.scalars(query)
    }


def _reasons(session: Session) -> tuple[ReasonEntry, ...]:
    query = select(Reason).where(Reason.active).order_by(Reason.sort, Reason.code)
    return tuple(
        ReasonEntry(
            one.code, one.label, tuple(one.verbs), one.legal_basis,
            one.holder, one.statutory, one.evidence, one.max_days,
        )
        for one in session.scalars(query)
    )  # fmt: skip


catalogue = PerRevision(_read)
"""The present catalogue of a session's database."""
