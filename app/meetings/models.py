"""Meetings with their participants, agenda and actions; cases are named by value (DESIGN §1)."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.base import Base, UTCDateTime, Versioned, enumeration
from app.meetings.states import ActionState, Attendance, Cause, MeetingKind, MeetingState
from app.people.models import Organisation

OPEN = text("state = 'open'")
UNTOLD = text("state = 'open' AND told_at IS NULL")


class Meeting(Versioned, Base):
    """One meeting; what is agreed there are its actions."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(state = 'held') = (held_at IS NOT NULL)", "held"),
        CheckConstraint("state <> 'held' OR minutes IS NOT NULL", "minutes"),
        CheckConstraint("length(title) > 0", "title"),
        Index("ix_meeting_state", "state", "starts_at"),
        Index("ix_meeting_starts", "starts_at", "id"),
    )

    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[MeetingKind] = mapped_column(enumeration(MeetingKind, "kind"))
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(120))
    state: Mapped[MeetingState] = mapped_column(
        enumeration(MeetingState, "state"), default=MeetingState.planned
    )
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """Whoever convened it."""
    minutes: Mapped[str | None] = mapped_column(String(10_000))
    held_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    organisation: Mapped[Organisation | None] = relationship()
    participants: Mapped[list["MeetingParticipant"]] = relationship(
        order_by="MeetingParticipant.id", cascade="all, delete-orphan"
    )
    items: Mapped[list["AgendaItem"]] = relationship(
        order_by="AgendaItem.position, AgendaItem.id", cascade="all, delete-orphan"
    )
    actions: Mapped[list["MeetingAction"]] = relationship(
        order_by="MeetingAction.id", back_populates="meeting"
    )

    def __str__(self) -> str:
        return self.number


class MeetingParticipant(Base):
    """An organisation that is asked to come; who came for it."""

    __tablename__ = "meeting_participant"
    __table_args__ = (
        UniqueConstraint("meeting_id", "organisation_id"),
        CheckConstraint("attendance = 'present' OR signed_in IS NULL", "signed_in"),
        Index("ix_meeting_participant_organisation", "organisation_id", "meeting_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    attendance: Mapped[Attendance] = mapped_column(
        enumeration(Attendance, "attendance"), default=Attendance.expected
    )
    signed_in: Mapped[str | None] = mapped_column(String(200))
    """The names on the list of those present."""

    organisation: Mapped[Organisation] = relationship()


class AgendaItem(Base):
    """What is to be talked about, why, and what came of it."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("ticket_id IS NULL OR application_id IS NOT NULL", "case"),
        CheckConstraint("(application_id IS NULL) = (number IS NULL)", "number"),
        CheckConstraint("length(subject) > 0", "subject"),
        Index("ix_agenda_item_meeting", "meeting_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200))
    cause: Mapped[Cause] = mapped_column(enumeration(Cause, "cause"))
    note: Mapped[str | None] = mapped_column(String(300))
    """Why it is there, in words."""
    number: Mapped[str | None] = mapped_column(String(40))
    """Of the application or the ticket that it concerns."""
    application_id: Mapped[int | None] = mapped_column(index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    conclusion: Mapped[str | None] = mapped_column(String(1000))


class MeetingAction(Versioned, Base):
    """What an organisation is to do by a working day; told once when it is overdue."""

    __tablename__ = "meeting_action"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", "done"),
        CheckConstraint("state <> 'done' OR result IS NOT NULL", "result"),
        CheckConstraint("ticket_id IS NULL OR application_id IS NOT NULL", "case"),
        CheckConstraint("(application_id IS NULL) = (number IS NULL)", "number"),
        CheckConstraint("length(text) > 0", "text"),
        Index(
            "ix_meeting_action_open",
            "organisation_id",
            "due_on",
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(
            "ix_meeting_action_untold",
            "due_on",
            "id",
            postgresql_where=UNTOLD,
            sqlite_where=UNTOLD,
        ),
        Index("ix_meeting_action_organisation", "organisation_id", "id"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    """Whoever owes it."""
    person: Mapped[str | None] = mapped_column(String(60))
    due_on: Mapped[date] = mapped_column(Date)
    """The last day in time, a working day when it was agreed."""
    state: Mapped[ActionState] = mapped_column(
        enumeration(ActionState, "state"), default=ActionState.open
    )
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    result: Mapped[str | None] = mapped_column(String(1000))
    number: Mapped[str | None] = mapped_column(String(40))
    """Of the application or the ticket that it concerns."""
    application_id: Mapped[int | None] = mapped_column(index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the owner was told that it is overdue."""

    organisation: Mapped[Organisation] = relationship()
    meeting: Mapped[Meeting] = relationship(back_populates="actions")

    def __str__(self) -> str:
        return self.text


class MeetingSequence(Base):
    """The last number given in a year; its row is the lock that keeps numbers unique."""

    __tablename__ = "meeting_sequence"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
