"""Who waits for whom in joint works, and why."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.base import Base, UTCDateTime, Versioned, enumeration
from app.sitework.states.joint_works import Milestone

WAITS = text("ended_at IS NULL")


class Dependency(Versioned, Base):
    """A ticket that can't go on before another one of its application has got so far."""

    __tablename__ = "dependency"
    __table_args__ = (
        CheckConstraint("ticket_id <> on_ticket_id", "two_tickets"),
        CheckConstraint("length(reason) > 0", "reason"),
        Index("ix_dependency_application", "application_id"),
        Index("ix_dependency_on_ticket", "on_ticket_id"),
        Index(
            "uq_dependency_open",
            "ticket_id",
            unique=True,
            postgresql_where=WAITS,
            sqlite_where=WAITS,
        ),
    )

    application_id: Mapped[int]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    on_ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    on_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    milestone: Mapped[Milestone] = mapped_column(enumeration(Milestone, "milestone"))
    reason: Mapped[str] = mapped_column(String(500))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the other one got there, or waiting made no sense any more."""
