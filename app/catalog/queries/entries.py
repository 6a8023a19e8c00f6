"""What the catalogue says of one thing: plain values, shared by threads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.catalog.kinds import Field, Sort
from app.foundation.labels import Label


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
    dig_near_metres: int = 50
    dig_near_days: int = 30
    """How near two excavations of one road are in space and time to be offered the same dig."""
    protected_years_new: int = 5
    protected_years_overhauled: int = 3
    """Years in which a road is not to be dug up: after its handing over, after an overhaul."""
    deemed_approval: bool = False
    """Whether silence until the due date counts as approved (DOMAIN §5: ships off)."""
    attachment_max_mb: int = 20
    """Megabytes of one attachment."""


@dataclass(frozen=True)
class ApprovalKindEntry:
    code: str
    label: Label
    organisation: str
    """The code of the department that decides it."""
    legal_basis: str
    sort: int = 0
    sample: bool = False


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
