"""Joint surveys: the appointments of an application, and the answers to them (DOMAIN §2.5)."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration
from app.people.models import Organisation, User
from app.sitework.rules.surveys import LEAST, MOST
from app.sitework.states.surveys import Answer, AskedBy, Outcome, SurveyState

STANDS = text("state IN ('proposed','agreed')")
UNENDED = text("ended_at IS NULL")


class Survey(Versioned, Base):
    """One appointment of an application: `round` counts them, a moved one is kept as it was.

    `ticket_id` and `organisation_id` are the lead's, who proposed it. At most one of an
    application stands.
    """

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("application_id", "round"),
        CheckConstraint("round > 0 AND (moved_from IS NULL OR moved_from < round)", "round"),
        CheckConstraint("(state IN ('proposed','agreed')) = (ended_at IS NULL)", "ended"),
        CheckConstraint("moved_from IS NULL OR reason IS NOT NULL", "moved_for_a_reason"),
        CheckConstraint(f"minutes BETWEEN {LEAST} AND {MOST}", "minutes"),
        Index(
            "uq_survey_stands",
            "application_id",
            unique=True,
            postgresql_where=STANDS,
            sqlite_where=STANDS,
        ),
        Index("ix_survey_survey_at", "survey_at", "id"),
    )

    application_id: Mapped[int]
    round: Mapped[int]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[SurveyState] = mapped_column(enumeration(SurveyState, "state"))
    survey_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int]
    meeting_place: Mapped[str | None] = mapped_column(String(200))
    """Where to meet, if not at the address of the application."""
    alternatives: Mapped[list[str]] = mapped_column(Document, default=list)
    """Other times that the lead could come (ISO, UTC)."""
    moved_from: Mapped[int | None]
    """The round that this one replaced."""
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it was moved."""
    asked_by: Mapped[AskedBy | None] = mapped_column(enumeration(AskedBy, "asked_by"))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship()
    proposed_by: Mapped[User | None] = relationship()
    parts: Mapped[list["SurveyPart"]] = relationship(
        back_populates="survey", order_by="SurveyPart.id"
    )


class SurveyPart(Versioned, Base):
    """A ticket's part in one appointment; it ends by itself when the ticket is past its survey.

    The service, option and number of its ticket never change, and stand here by value.
    """

    __tablename__ = "survey_part"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "round"], ["survey.application_id", "survey.round"]
        ),
        CheckConstraint("(answer = 'waiting') = (answered_at IS NULL)", "answered"),
        CheckConstraint("answer IN ('waiting','yes') OR reason IS NOT NULL", "reasoned"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", "ended"),
        Index(
            "uq_survey_part_open",
            "ticket_id",
            unique=True,
            postgresql_where=UNENDED,
            sqlite_where=UNENDED,
        ),
        Index("ix_survey_part_organisation", "organisation_id", "application_id", "round"),
    )

    application_id: Mapped[int]
    round: Mapped[int]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(String(40))
    service: Mapped[str] = mapped_column(String(40))
    option: Mapped[str] = mapped_column(String(40), default="")
    answer: Mapped[Answer] = mapped_column(enumeration(Answer, "answer"), default=Answer.waiting)
    reason: Mapped[str | None] = mapped_column(String(500))
    other_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When this utility could come instead."""
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(enumeration(Outcome, "outcome"))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    survey: Mapped[Survey] = relationship(back_populates="parts")
    organisation: Mapped[Organisation] = relationship()
    answered_by: Mapped[User | None] = relationship()
