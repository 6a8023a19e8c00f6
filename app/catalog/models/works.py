"""What digging, charging and approving rest on: roads, fees, kinds of approvals, their lanes."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalog.states import LaneKind, Surface
from app.foundation.base import Base, Document, Versioned, enumeration


class Road(Versioned, Base):
    """A road that may be dug up; its days decide whether it is protected (rules.roads)."""

    __tablename__ = "road"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("length_m > 0", name="length_positive"),
        {"extend_existing": False},
    )

    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[dict[str, str]] = mapped_column(Document)
    township: Mapped[str | None] = mapped_column(String(12))
    surface: Mapped[Surface | None] = mapped_column(enumeration(Surface, "surface"))
    length_m: Mapped[int | None]
    main: Mapped[bool] = mapped_column(default=False)
    bridge: Mapped[bool] = mapped_column(default=False)
    built_on: Mapped[date | None] = mapped_column(Date)
    overhauled_on: Mapped[date | None] = mapped_column(Date)
    """When it was handed over for use, and when its last overhaul was finished."""
    sample: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Fee(Versioned, Base):
    """A line that may be charged, with its legal basis (DOMAIN §7)."""

    __tablename__ = "fee"
    __table_args__ = (UniqueConstraint("code"), {"extend_existing": False})

    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[dict[str, str]] = mapped_column(Document)
    service: Mapped[str] = mapped_column(String(40))
    unit: Mapped[dict[str, str]] = mapped_column(Document)
    price: Mapped[str | None] = mapped_column(String(20))
    """A decimal, kept as it was written; None where it is agreed or reckoned case by case."""
    legal_basis: Mapped[str] = mapped_column(String(200))
    note: Mapped[dict[str, str] | None] = mapped_column(Document)
    sample: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class AbolishedFee(Versioned, Base):
    """Names under which nothing may be charged any more, and what abolished them."""

    __tablename__ = "abolished_fee"
    __table_args__ = (UniqueConstraint("code"), {"extend_existing": False})

    code: Mapped[str] = mapped_column(String(40))
    services: Mapped[list[str] | None] = mapped_column(Document)
    """Where it counts; None for every service."""
    names: Mapped[list[str]] = mapped_column(Document)
    legal_basis: Mapped[str] = mapped_column(String(200))
    note: Mapped[dict[str, str] | None] = mapped_column(Document)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class ApprovalKind(Versioned, Base):
    """What a utility may have to apply for, and which department decides it (DOMAIN §2.7)."""

    __tablename__ = "approval_kind"
    __table_args__ = (UniqueConstraint("code"), {"extend_existing": False})

    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[dict[str, str]] = mapped_column(Document)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    legal_basis: Mapped[str] = mapped_column(String(200))
    sample: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped["Any"] = relationship("Organisation", lazy="raise_on_sql")


class Lane(Versioned, Base):
    """A rule that leads approvals to a lane: the first that holds proposes it (DOMAIN §5)."""

    __tablename__ = "lane"
    __table_args__ = (UniqueConstraint("code"), {"extend_existing": False})

    code: Mapped[str] = mapped_column(String(40))
    lane: Mapped[LaneKind] = mapped_column(enumeration(LaneKind, "lane"))
    label: Mapped[dict[str, str]] = mapped_column(Document)
    when: Mapped[dict[str, Any] | None] = mapped_column(Document)
    clause: Mapped[str] = mapped_column(String(500))
    sample: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
