"""Schemes 方案, revision by revision, and the lines of their fees."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration
from app.foundation.money import Yuan
from app.people.models import Organisation, User
from app.sitework.states.schemes import AgreementForm, SchemeState

STANDING = text("state IN ('proposed','confirmed')")


class FeeLine(Versioned, Base):
    """One fee of a scheme: estimated in it, settled after its confirmation (DOMAIN §7).

    Name, unit, price and legal basis are kept as the catalogue had them; amounts are yuan. A line
    without an estimate came up later, for a reason.
    """

    __tablename__ = "fee_line"
    __table_args__ = (
        ForeignKeyConstraint(["ticket_id", "revision"], ["scheme.ticket_id", "scheme.revision"]),
        UniqueConstraint("ticket_id", "revision", "code"),
        CheckConstraint("estimate IS NOT NULL OR (actual IS NOT NULL AND reason <> '')", "reason"),
        CheckConstraint("estimate >= 0 AND actual >= 0", "amounts"),
    )

    application_id: Mapped[int] = mapped_column(index=True)
    ticket_id: Mapped[int]
    revision: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Any] = mapped_column(Document)
    unit: Mapped[Any] = mapped_column(Document)
    price: Mapped[str | None] = mapped_column(String(200))
    legal_basis: Mapped[str] = mapped_column(String(500))
    estimate: Mapped[Decimal | None] = mapped_column(Yuan)
    actual: Mapped[Decimal | None] = mapped_column(Yuan)
    reason: Mapped[str] = mapped_column(String(500), default="")
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Scheme(Versioned, Base):
    """How a ticket's customer will be supplied, when, and for how much.

    A confirmed one names its agreement; of a ticket's revisions one at most stands.
    """

    __tablename__ = "scheme"
    __table_args__ = (
        UniqueConstraint("ticket_id", "revision"),
        CheckConstraint("revision > 0", "revision"),
        CheckConstraint(
            "state <> 'confirmed' OR (agreement_number IS NOT NULL AND agreement_number <> ''"
            " AND agreement_signed_on IS NOT NULL AND agreement_form IS NOT NULL)",
            "agreement",
        ),
        CheckConstraint(
            "state = 'superseded' OR (state = 'proposed') = (decided_at IS NULL)",
            "decided",
        ),
        CheckConstraint("state <> 'refused' OR refusal_reason <> ''", "refusal"),
        Index(
            "uq_scheme_standing",
            "ticket_id",
            unique=True,
            postgresql_where=STANDING,
            sqlite_where=STANDING,
        ),
        Index("ix_scheme_organisation", "organisation_id", "id"),
    )

    application_id: Mapped[int] = mapped_column(index=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    revision: Mapped[int]
    state: Mapped[SchemeState] = mapped_column(
        enumeration(SchemeState, "state"), default=SchemeState.proposed
    )
    text: Mapped[str] = mapped_column(String(2000))
    drawings: Mapped[list[str]] = mapped_column(Document, default=list)
    """Digests of attachments."""
    construction_start_on: Mapped[date | None]
    construction_finish_on: Mapped[date | None]
    connection_on: Mapped[date | None]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    """Whoever recorded what the applicant decided."""
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    refusal_reason: Mapped[str] = mapped_column(String(500), default="")
    agreement_number: Mapped[str | None] = mapped_column(String(60))
    agreement_signed_on: Mapped[date | None]
    agreement_form: Mapped[AgreementForm | None] = mapped_column(
        enumeration(AgreementForm, "agreement_form")
    )
    signed_copies: Mapped[list[str]] = mapped_column(Document, default=list)
    """Digests of attachments: the pages of the agreement."""

    lines: Mapped[list[FeeLine]] = relationship(order_by=FeeLine.id)
    organisation: Mapped[Organisation] = relationship(
        primaryjoin=lambda: foreign(Scheme.organisation_id) == Organisation.id, viewonly=True
    )
    proposed_by: Mapped[User | None] = relationship(foreign_keys=proposed_by_id, viewonly=True)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id, viewonly=True)
