"""One application: what the customer said once, for all."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.applications.states import ApplicationState, Channel, Property
from app.foundation.base import Base, UTCDateTime, Versioned, enumeration
from app.foundation.initials import initials
from app.people.models import Organisation, Outlet, User
from app.tickets.models import Ticket

UNENDED = text("ended_at IS NULL")
END = 4
"""Signs of a number and of a phone by which people find a case; masks leave as many in sight."""
FOUND_BY = ("initials", "number_end", "phone_end")
"""Columns that follow from others."""
KNOWN_ELSEWHERE = text("external_number IS NOT NULL AND state NOT IN ('declined','withdrawn')")


class Application(Versioned, Base):
    """The basic block of the official form (DOMAIN §3) and where the case stands."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint(
            "(state IN ('completed','ended','declined','withdrawn')) = (ended_at IS NOT NULL)",
            "ended",
        ),
        CheckConstraint(
            "state NOT IN ('accepted','in_progress','completed','ended')"
            " OR (accepted_at IS NOT NULL AND first_receiver_id IS NOT NULL)",
            "accepted",
        ),
        CheckConstraint(
            "state NOT IN ('in_progress','completed','ended') OR dispatched_at IS NOT NULL",
            "dispatched",
        ),
        CheckConstraint("supplement_count IN (0, 1)", "one_supplement"),
        CheckConstraint("length(enterprise) > 0", "enterprise"),
        CheckConstraint("version > 0", "version"),
        Index("ix_application_outlet", "outlet_id", "state", "id"),
        Index("ix_application_state", "state", "id"),
        Index("ix_application_township", "township", "id"),
        Index("ix_application_due", "due_at", "id"),
        Index("ix_application_submitted", "submitted_at", "id"),
        # All that lights and scope ask of what has not ended: counted without reading the rows.
        Index(
            "ix_application_open",
            "due_at",
            "soon_at",
            "left_seconds",
            "outlet_id",
            "first_receiver_id",
            "entered_by_id",
            "township",
            "id",
            postgresql_where=UNENDED,
            sqlite_where=UNENDED,
        ),
        Index("ix_application_enterprise", "enterprise", "id"),
        Index("ix_application_initials", "initials", "id"),
        Index("ix_application_number_end", "number_end"),
        Index("ix_application_phone_end", "phone_end"),
        Index(
            "uq_application_external",
            "external_number",
            unique=True,
            postgresql_where=KNOWN_ELSEWHERE,
            sqlite_where=KNOWN_ELSEWHERE,
        ),
    )

    number: Mapped[str] = mapped_column(String(32))
    state: Mapped[ApplicationState] = mapped_column(
        enumeration(ApplicationState, "state"),
        default=ApplicationState.draft,
    )
    channel: Mapped[Channel] = mapped_column(enumeration(Channel, "channel"))
    enterprise: Mapped[str] = mapped_column(String(120))
    property: Mapped[Property] = mapped_column(enumeration(Property, "property"))
    contact: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(24), index=True)
    address: Mapped[str] = mapped_column(String(200))
    township: Mapped[str | None] = mapped_column(String(12))
    uscc: Mapped[str | None] = mapped_column(String(18), index=True)
    email: Mapped[str | None] = mapped_column(String(120))
    preferred_times: Mapped[str | None] = mapped_column(String(200))
    """When the applicant would like to be visited, in their own words."""
    external_number: Mapped[str | None] = mapped_column(String(60))
    """What the case is known by elsewhere: of those not given up, one has it."""
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    first_receiver_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    supplement_count: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    dispatched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    soon_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_seconds: Mapped[int | None]
    """The nearest limit of its own clocks; of the tickets' clocks, theirs."""
    initials: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """Of the enterprise's pinyin."""
    number_end: Mapped[str] = mapped_column(String(END), default="", server_default="")
    phone_end: Mapped[str] = mapped_column(String(END), default="", server_default="")
    """By what one box finds it; personal like the phone, and goes with it."""

    outlet: Mapped[Outlet | None] = relationship()
    first_receiver: Mapped[User | None] = relationship(foreign_keys=first_receiver_id)
    entered_by: Mapped[User | None] = relationship(foreign_keys=entered_by_id)
    organisation: Mapped[Organisation | None] = relationship()
    tickets: Mapped[list[Ticket]] = relationship(
        primaryjoin="foreign(Ticket.application_id) == Application.id",
        order_by=Ticket.id,
        viewonly=True,
    )

    def __str__(self) -> str:
        return self.number

    @validates("enterprise", "number", "phone")
    def _found_by(self, column: str, value: str) -> str:
        """What it is found by follows from what it repeats, whoever writes that."""
        if column == "enterprise":
            self.initials = initials(value)
        elif column == "number":
            self.number_end = value[-END:]
        else:
            self.phone_end = value[-END:]
        return value


class NumberSequence(Base):
    """The last number given on a local day; its row is the lock that keeps numbers unique."""

    __tablename__ = "number_sequence"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int]
