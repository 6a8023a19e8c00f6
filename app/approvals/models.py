"""A utility's package for one ticket, and an approval for each kind that it asks for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.approvals.states import ApprovalState
from app.catalog.states import LaneKind
from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration, reading
from app.journal.models import Attachment
from app.people.models import Organisation, User

MIRRORED = ("enterprise", "township", "outlet_id", "first_receiver_id")
mirrored = reading(*MIRRORED)
UNENDED = text("ended_at IS NULL")


class ApprovalPackage(Versioned, Base):
    """What is applied for, as all departments see it: one per request of a ticket (DOMAIN §2.7).

    `facts` are what lanes and rules ask about: `length_m`, `green_m2`, `trees_moved` … `clause` is
    the text that the lane rests on.
    """

    __tablename__ = "approval_package"
    __table_args__ = (
        UniqueConstraint("ticket_id", "round"),
        CheckConstraint("round > 0", "round"),
        CheckConstraint("lane = proposed_lane OR lane_reason IS NOT NULL", "lane_reason"),
        Index("ix_approval_package_application", "application_id"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    application_id: Mapped[int]
    round: Mapped[int]
    works: Mapped[str] = mapped_column(String(2000))
    place: Mapped[str] = mapped_column(String(200))
    road: Mapped[str | None] = mapped_column(String(120))
    entrustment: Mapped[str | None] = mapped_column(String(200))
    """By what the customer entrusted internal pipework to the utility; empty: external only."""
    facts: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    lane: Mapped[LaneKind] = mapped_column(enumeration(LaneKind, "lane"))
    proposed_lane: Mapped[LaneKind] = mapped_column(enumeration(LaneKind, "proposed_lane"))
    clause: Mapped[str] = mapped_column(String(500))
    lane_reason: Mapped[str | None] = mapped_column(String(500))
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    requested_by: Mapped[User | None] = relationship()
    drawings: Mapped[list["PackageDrawing"]] = relationship()


class PackageDrawing(Base):
    """A file of the ticket that the departments see with the package."""

    __tablename__ = "package_drawing"
    __table_args__ = (
        UniqueConstraint("package_id", "attachment_id"),
        Index("ix_package_drawing_attachment", "attachment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("approval_package.id"))
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))

    attachment: Mapped[Attachment] = relationship()


class Approval(Versioned, Base):
    """One department's part of a package; `utility_id` asked, `organisation_id` decides.

    `utility_id` repeats the ticket's organisation, `enterprise`, `township`, `outlet_id` and
    `first_receiver_id` the application's; the door keeps them equal.
    """

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("ticket_id", "kind", "round"),
        CheckConstraint(
            "(state IN ('approved','refused','withdrawn')) = (ended_at IS NOT NULL)", "ended"
        ),
        CheckConstraint("state NOT IN ('approved','refused') OR decided_at IS NOT NULL", "decided"),
        CheckConstraint("suspended_at IS NULL OR state = 'requested'", "suspended"),
        CheckConstraint("supplement_count IN (0, 1)", "one_supplement"),
        CheckConstraint("version > 0", "version"),
        Index(
            "ix_approval_queue",
            "organisation_id",
            "due_at",
            "id",
            postgresql_where=UNENDED,
            sqlite_where=UNENDED,
        ),
        Index(
            "uq_approval_open",
            "ticket_id",
            "kind",
            unique=True,
            postgresql_where=UNENDED,
            sqlite_where=UNENDED,
        ),
        Index("ix_approval_organisation", "organisation_id", "state", "id"),
        Index("ix_approval_utility", "utility_id", "id"),
        Index("ix_approval_application", "application_id"),
        Index("ix_approval_outlet", "outlet_id", "id"),
        Index("ix_approval_first_receiver", "first_receiver_id", "id"),
        Index("ix_approval_township", "township", "id"),
        Index("ix_approval_due", "due_at", "id"),
        # All that lights and scope ask of what has not ended: counted without reading the rows.
        Index(
            "ix_approval_open",
            "due_at",
            "soon_at",
            "left_seconds",
            "organisation_id",
            "utility_id",
            "outlet_id",
            "first_receiver_id",
            "township",
            "id",
            postgresql_where=UNENDED,
            sqlite_where=UNENDED,
        ),
        Index("ix_approval_enterprise", "enterprise", "id"),
    )

    number: Mapped[str] = mapped_column(String(48))
    kind: Mapped[str] = mapped_column(String(40))
    round: Mapped[int]
    package_id: Mapped[int] = mapped_column(ForeignKey("approval_package.id"), index=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    service: Mapped[str] = mapped_column(String(40))
    option: Mapped[str] = mapped_column(String(40), default="")
    application_id: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    utility_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"))
    first_receiver_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    enterprise: Mapped[str] = mapped_column(String(120))
    township: Mapped[str | None] = mapped_column(String(12))
    state: Mapped[ApprovalState] = mapped_column(
        enumeration(ApprovalState, "state"), default=ApprovalState.requested
    )
    lane: Mapped[LaneKind] = mapped_column(enumeration(LaneKind, "lane"))
    facts: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """The package's, as rules of time limits ask about them."""
    results: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """Verb → what was entered when it was done last."""
    conditions: Mapped[str | None] = mapped_column(String(1000))
    valid_until: Mapped[date | None] = mapped_column(Date)
    supplement_count: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when its time stands still."""
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The nearest limit of its running clocks; empty where none runs."""
    soon_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_seconds: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    package: Mapped[ApprovalPackage] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    utility: Mapped[Organisation] = relationship(foreign_keys=utility_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)

    def __str__(self) -> str:
        return self.number

    def mirror(self, application: Any, ticket: Any) -> None:
        """Repeat the columns of others; what is equal already stays untouched."""
        utility_id = ticket.organisation_id
        if mirrored(self) == mirrored(application) and self.utility_id == utility_id:
            return
        wanted = {name: getattr(application, name) for name in MIRRORED}
        for name, value in (wanted | {"utility_id": utility_id}).items():
            if getattr(self, name) != value:
                setattr(self, name, value)
