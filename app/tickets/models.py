"""A ticket: one utility's part of an application."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalog.models import ServiceVersion
from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration, reading
from app.people.models import Organisation, Outlet, Specialist, User
from app.tickets.states import Stage, TicketState

MIRRORED = ("enterprise", "township", "outlet_id", "first_receiver_id")
mirrored = reading(*MIRRORED)
UNENDED = text("ended_at IS NULL")
OWES = text("reply_due_at IS NOT NULL")
URGED = text("urged_at IS NOT NULL")


class Ticket(Versioned, Base):
    """Answers stand in `attrs` under the service version they were given by (DESIGN §2).

    `application_id`, `outlet_id`, `first_receiver_id`, `enterprise` and `township` repeat the
    application's; the door keeps them equal.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("application_id", "service", "option"),
        CheckConstraint(
            "(state IN ('completed','declined','withdrawn')) = (ended_at IS NOT NULL)", "ended"
        ),
        CheckConstraint("state <> 'completed' OR connected_at IS NOT NULL", "connected"),
        CheckConstraint(
            "state = 'waiting' OR dispatched_at IS NOT NULL OR state IN ('withdrawn','declined')",
            "dispatched",
        ),
        CheckConstraint("version > 0", "version"),
        Index(
            "ix_ticket_queue",
            "organisation_id",
            "due_at",
            "id",
            postgresql_where=UNENDED,
            sqlite_where=UNENDED,
        ),
        # All that scope and counts ask of an organisation's tickets, and its pages newest first.
        Index(
            "ix_ticket_organisation", "organisation_id", "application_id", "dispatched_at", "state"
        ),
        Index("ix_ticket_page", "organisation_id", "id"),
        Index("ix_ticket_outlet", "outlet_id", "id"),
        Index("ix_ticket_first_receiver", "first_receiver_id", "id"),
        Index("ix_ticket_state", "state", "township", "due_at"),
        Index("ix_ticket_due", "due_at", "id"),
        # All that lights and scope ask of what has not ended: counted without reading the rows.
        Index(
            "ix_ticket_open",
            "due_at",
            "soon_at",
            "left_seconds",
            "organisation_id",
            "outlet_id",
            "first_receiver_id",
            "township",
            "dispatched_at",
            "id",
            postgresql_where=UNENDED,
            sqlite_where=UNENDED,
        ),
        Index("ix_ticket_enterprise", "enterprise", "id"),
        Index("ix_ticket_reply_due", "reply_due_at", postgresql_where=OWES, sqlite_where=OWES),
        Index("ix_ticket_urged", "urged_at", postgresql_where=URGED, sqlite_where=URGED),
    )

    number: Mapped[str] = mapped_column(String(40))
    service: Mapped[str] = mapped_column(String(40))
    option: Mapped[str] = mapped_column(String(40), default="")
    """The carrier (or other option) where the service is split; empty where it is not."""
    service_version_id: Mapped[int] = mapped_column(ForeignKey("service_version.id"), index=True)
    application_id: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"))
    first_receiver_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    enterprise: Mapped[str] = mapped_column(String(120))
    township: Mapped[str | None] = mapped_column(String(12), index=True)
    state: Mapped[TicketState] = mapped_column(
        enumeration(TicketState, "state"),
        default=TicketState.waiting,
    )
    stage: Mapped[Stage] = mapped_column(
        enumeration(Stage, "stage"),
        default=Stage.accept,
    )
    stage_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it came to its stage; empty where it was never at another."""
    attrs: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    facts: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """What rules ask about: proposed from the answers, set by the utility."""
    results: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """Verb → what was entered when it was done last."""
    external_works: Mapped[bool | None]
    specialist_id: Mapped[int | None] = mapped_column(ForeignKey("specialist.id"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The nearest limit of its running clocks; empty where none runs."""
    soon_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """From when on the light is yellow."""
    left_seconds: Mapped[int | None]
    """Business time left, where every clock is paused."""
    urged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was urged last."""
    reply_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """By when a supervision must be replied to; empty where none waits."""
    dispatched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lane: Mapped[str | None] = mapped_column(String(20))
    """The slowest that its approvals go by, as asked for last; empty until then."""
    pending_approvals: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many lie with their departments: while any does, the time is theirs."""
    survey_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waits_until: Mapped[date | None] = mapped_column(Date)
    """First day of the joint dig that its construction waits for; until then it stands still."""
    waits_for: Mapped[str | None] = mapped_column(String(40))
    """The number of that joint dig."""
    depends_on_id: Mapped[int | None]
    """The organisation whose part of joint works has to come first; empty where nobody's has."""
    inspection_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    construction_started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    connected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship()
    outlet: Mapped[Outlet | None] = relationship()
    specialist: Mapped[Specialist | None] = relationship()
    first_receiver: Mapped[User | None] = relationship(foreign_keys=first_receiver_id)
    assignee: Mapped[User | None] = relationship(foreign_keys=assignee_id)
    service_version: Mapped[ServiceVersion] = relationship()

    def __str__(self) -> str:
        return self.number

    def mirror(self, application: Any) -> None:
        """Repeat the application's columns; what is equal already stays untouched."""
        if mirrored(self) == mirrored(application):
            return
        for column in MIRRORED:
            value = getattr(application, column)
            if getattr(self, column) != value:
                setattr(self, column, value)
