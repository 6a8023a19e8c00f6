"""Places, reasons, services and their routes, the county itself, and what was published."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.base import Base, Document, UTCDateTime, Versioned

IMMUTABLE = ("service_version", "bundle_release")
"""Tables whose rows the migration protects from UPDATE and DELETE (foundation.protection)."""


class District(Versioned, Base):
    """A town, township or other unit of the county, by the statistics bureau's code (DOMAIN §8)."""

    __tablename__ = "district"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("kind IN ('town', 'township', 'other')", name="kind_known"),
        {"extend_existing": False},
    )

    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name


class Reason(Versioned, Base):
    """A reason that may be given for some verbs, with its legal basis where there is one."""

    __tablename__ = "reason"
    __table_args__ = (UniqueConstraint("code"), {"extend_existing": False})

    code: Mapped[str] = mapped_column(String(40))
    verbs: Mapped[list[str]] = mapped_column(Document)
    label: Mapped[dict[str, str]] = mapped_column(Document)
    legal_basis: Mapped[str | None] = mapped_column(String(200))
    holder: Mapped[str | None] = mapped_column(String(20))
    statutory: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[bool] = mapped_column(default=False)
    max_days: Mapped[int | None]
    """Of a pause: who holds the case meanwhile, whether the statutory clock stops too, whether a
    written notice has to be named, and how many natural days it may last at most."""
    sample: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class RoleLabel(Versioned, Base):
    """What a role is called; which permissions it has stands in code, in one table."""

    __tablename__ = "role_label"
    __table_args__ = (UniqueConstraint("code"), {"extend_existing": False})

    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[dict[str, str]] = mapped_column(Document)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Service(Versioned, Base):
    """A service and which of its versions new applications use."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("code"), {"extend_existing": False})

    code: Mapped[str] = mapped_column(String(40))
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("service_version.id"), index=True
    )

    def __str__(self) -> str:
        return self.code


class ServiceVersion(Base):
    """One published document; tickets keep the version they were made under (DESIGN §2)."""

    __tablename__ = "service_version"
    __table_args__ = (
        UniqueConstraint("service", "version"),
        UniqueConstraint("service", "digest"),
        CheckConstraint("version > 0", name="version_positive"),
        {"extend_existing": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    published_by: Mapped[str] = mapped_column(String(120))

    def __str__(self) -> str:
        return f"{self.service} v{self.version}"


class Route(Versioned, Base):
    """Which organisation gets the tickets of a service; empty option or township means any."""

    __tablename__ = "route"
    __table_args__ = (
        UniqueConstraint("service", "option", "township"),
        {"extend_existing": False},
    )

    service: Mapped[str] = mapped_column(String(40))
    option: Mapped[str] = mapped_column(String(40), default="")
    township: Mapped[str] = mapped_column(String(12), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)

    organisation: Mapped["Any"] = relationship("Organisation", lazy="raise_on_sql")


class County(Versioned, Base):
    """The county's own settings: one row, one document (code, name, number prefix, channels …)."""

    __tablename__ = "county"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"), {"extend_existing": False})

    document: Mapped[dict[str, Any]] = mapped_column(Document)


class CatalogueRevision(Base):
    """One row; a publication counts it up, so that every process notices (DESIGN §2).

    `stamp` tells apart two databases whose counts are equal.
    """

    __tablename__ = "catalogue_revision"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"), {"extend_existing": False})

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    stamp: Mapped[str] = mapped_column(String(32), default="")


class BundleRelease(Base):
    """All that bundles have published so far; `previous_id` is the way back."""

    __tablename__ = "bundle_release"
    __table_args__ = ({"extend_existing": False},)

    id: Mapped[int] = mapped_column(primary_key=True)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("bundle_release.id"))
    digest: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    applied_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    actor: Mapped[str] = mapped_column(String(120))
