"""Calendars, rules, and the clocks that run by them (DESIGN §3)."""

from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.foundation import clock
from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration
from app.people.models import Organisation
from app.sla.states import Basis, ClockState, Migration, Node

OPEN = text("stopped_at IS NULL")
LEVEL_AHEAD = text("next_level_at IS NOT NULL")
PAUSE_EXPIRES = text("pause_expires_at IS NOT NULL")
UNANSWERED = text("replied_at IS NULL")


class CalendarVersion(Base):
    """One revision of a calendar's document; the latest is in force, none is ever changed."""

    __tablename__ = "calendar_version"
    __table_args__ = (
        UniqueConstraint("calendar", "revision"),
        CheckConstraint("revision > 0", "revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    version = property(attrgetter("revision"))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    prepared_by: Mapped[str] = mapped_column(String(120))
    confirmed_by: Mapped[str | None] = mapped_column(String(120))

    def __str__(self) -> str:
        return f"{self.calendar} r{self.revision}"


class CalendarProposal(Versioned, Base):
    """A change of a calendar: one person prepares it, another confirms it."""

    __tablename__ = "calendar_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('proposed','confirmed','rejected')", "state"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> prepared_by_id", "two_people"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", "decided"),
    )

    calendar: Mapped[str] = mapped_column(String(40), index=True)
    base_revision: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    note: Mapped[str | None] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(20), default="proposed")
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SlaRule(Versioned, Base):
    """A rule as the office edits it; what applies is its latest effective version."""

    __tablename__ = "sla_rule"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str] = mapped_column(String(60))
    node: Mapped[Node] = mapped_column(enumeration(Node, "node"))
    basis: Mapped[Basis] = mapped_column(enumeration(Basis, "basis"))
    service: Mapped[str | None] = mapped_column(String(40))
    draft: Mapped[dict[str, Any]] = mapped_column(Document)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    """Whether the latest version in force has a limit at all."""

    def __str__(self) -> str:
        return self.code


class SlaRuleVersion(Base):
    """One published version; clocks name the version they run by."""

    __tablename__ = "sla_rule_version"
    __table_args__ = (
        UniqueConstraint("rule", "version"),
        CheckConstraint("version > 0", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    effective_from: Mapped[date] = mapped_column(Date)
    retired: Mapped[bool] = mapped_column(default=False)
    """From its effective date on the rule gives no limit."""
    migration: Mapped[Migration] = mapped_column(enumeration(Migration, "migration"))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    published_by: Mapped[str] = mapped_column(String(120))

    def __str__(self) -> str:
        return f"{self.rule} v{self.version}"


class Clock(Base):
    """One limit of one subject: when it began, when it is due, who held it, how it ended.

    Subjects and organisations are named by value (DESIGN §1). `spans` is the partition of the time
    from the start on: `from`, `to` (ISO, UTC), `holder`, and of a pause `paused`, `reason`,
    `legal_basis`, `evidence`, `by`. A stopped clock is frozen: the database refuses its change.
    """

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint(
            "(state IN ('met','breached','void')) = (stopped_at IS NOT NULL)", "stopped"
        ),
        CheckConstraint("(state = 'paused') = (left_seconds IS NOT NULL)", "remaining"),
        CheckConstraint("state <> 'paused' OR due_at IS NULL", "paused_not_due"),
        CheckConstraint("state <> 'running' OR due_at IS NOT NULL", "running_due"),
        CheckConstraint("stopped_at IS NULL OR next_level_at IS NULL", "silent"),
        CheckConstraint("(floor_at IS NULL) = (floor_since IS NULL)", "floor"),
        Index(
            "uq_clock_open",
            "subject_kind",
            "subject_id",
            "node",
            "basis",
            unique=True,
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index("ix_clock_application", "application_id"),
        Index("ix_clock_due", "due_at", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_clock_node", "node", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index(
            "ix_clock_level",
            "next_level_at",
            "id",
            postgresql_where=LEVEL_AHEAD,
            sqlite_where=LEVEL_AHEAD,
        ),
        Index(
            "ix_clock_expiry",
            "pause_expires_at",
            "id",
            postgresql_where=PAUSE_EXPIRES,
            sqlite_where=PAUSE_EXPIRES,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    application_id: Mapped[int]
    organisation_id: Mapped[int | None]
    node: Mapped[Node] = mapped_column(enumeration(Node, "node"))
    basis: Mapped[Basis] = mapped_column(enumeration(Basis, "basis"))
    rule_version_id: Mapped[int] = mapped_column(ForeignKey("sla_rule_version.id"))
    calendar_revision: Mapped[int]
    extended_by: Mapped[int] = mapped_column(default=0)
    """Added to the rule's amount, in its unit."""
    floor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Not due before: what a change of rules must not take away (DESIGN §3)."""
    floor_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the floor was laid; pauses after that raise it."""
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The last instant in time; empty while paused."""
    promised_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """What the applicant was told."""
    soon_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_seconds: Mapped[int | None]
    """Business time left, while paused."""
    spans: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    pause_expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    level_revision: Mapped[int] = mapped_column(default=0)
    next_level: Mapped[int] = mapped_column(default=0)
    next_level_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[ClockState] = mapped_column(
        enumeration(ClockState, "state"), default=ClockState.running
    )
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    net_seconds: Mapped[int | None]
    """Business time used, pauses excluded; frozen at stop."""
    gross_seconds: Mapped[int | None]
    kept: Mapped[bool | None]
    """Whether the promise was kept; frozen at stop."""

    rule_version: Mapped[SlaRuleVersion] = relationship()


class ClockLevel(Base):
    """A level that was told: once for each clock, level and revision."""

    __tablename__ = "clock_level"
    __table_args__ = (UniqueConstraint("clock_id", "revision", "level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    revision: Mapped[int]
    level: Mapped[str] = mapped_column(String(40))
    reached_at: Mapped[datetime] = mapped_column(UTCDateTime)
    fired_at: Mapped[datetime] = mapped_column(UTCDateTime)
    late_seconds: Mapped[int] = mapped_column(default=0)


class Extension(Versioned, Base):
    """Asked before due, decided by someone else, once per clock (DESIGN §3).

    One that nobody decided lapses when its clock stops.
    """

    __tablename__ = "extension"
    __table_args__ = (
        UniqueConstraint("clock_id"),
        CheckConstraint("state IN ('asked','approved','refused','lapsed')", "state"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", "decided"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", "two_people"),
        CheckConstraint("amount > 0", "amount"),
    )

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    ticket_id: Mapped[int] = mapped_column(index=True)
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(20), default="asked")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(String(500))


class SupervisionItem(Versioned, Base):
    """A supervision 督办: asked in writing, to be answered by a deadline (DOMAIN §10).

    Of a subject's one at most waits for its reply.
    """

    __tablename__ = "supervision_item"
    __table_args__ = (
        CheckConstraint("(replied_at IS NULL) = (reply IS NULL)", "replied"),
        Index("ix_supervision_item_open", "organisation_id", "reply_due_at"),
        Index(
            "uq_supervision_item_open",
            "subject_kind",
            "subject_id",
            unique=True,
            postgresql_where=UNANSWERED,
            sqlite_where=UNANSWERED,
        ),
    )

    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column(index=True)
    application_id: Mapped[int] = mapped_column(index=True)
    organisation_id: Mapped[int]
    """Whoever holds the subject now: it is theirs to reply."""
    number: Mapped[str] = mapped_column(String(40))
    """The subject's, which never changes."""
    demand: Mapped[str] = mapped_column(String(500))
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reply_due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reply: Mapped[str | None] = mapped_column(String(1000))
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship(
        primaryjoin=lambda: foreign(SupervisionItem.organisation_id) == Organisation.id,
        viewonly=True,
    )


class Recalculation(Versioned, Base):
    """A batch job: open clocks computed anew after a calendar or a rule changed."""

    __tablename__ = "recalculation"
    __table_args__ = (
        CheckConstraint("state IN ('waiting','running','done','failed')", "state"),
        CheckConstraint("done <= total", "progress"),
    )

    cause: Mapped[str] = mapped_column(String(20))
    """`calendar` or `rule`."""
    subject: Mapped[str] = mapped_column(String(60))
    """The calendar's code, or the rule version's id."""
    detail: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    state: Mapped[str] = mapped_column(String(20), default="waiting", index=True)
    not_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """A rule's change waits for its effective date; empty: at once."""
    last_id: Mapped[int] = mapped_column(default=0)
    """The last application whose clocks were looked at: where a restart goes on."""
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[str] = mapped_column(String(120))
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
