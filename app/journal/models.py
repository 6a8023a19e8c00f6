"""The append-only journal, what is attached to records, and what leaves the house."""

from datetime import datetime
from typing import Any, Self

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration
from app.journal.states import Purpose
from app.people.models import Organisation

NULL = (
    "application_id", "on_behalf", "acting_for_id", "acting_for", "state_before", "state_after",
)  # fmt: skip
"""Columns of an event that are empty unless told."""
QUOTED = "input.text"
"""What a notice quotes of an event: the comment itself."""
WAITING, UNSEEN = text("done_at IS NULL"), text("seen_at IS NULL")


class Event(Base):
    """One business action on one subject; never changed, never deleted (DOMAIN §12).

    Subjects are named by value: what points upward has no foreign key (DESIGN §1).
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject_kind", "subject_id", "id"),
        Index("ix_event_application", "application_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    application_id: Mapped[int | None]
    verb: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int | None]
    face: Mapped[str] = mapped_column(String(20))
    on_behalf: Mapped[str | None] = mapped_column(String(20))
    """Whose own step it was, where the actor only recorded it: the applicant's."""
    acting_for_id: Mapped[int | None]
    acting_for: Mapped[str | None] = mapped_column(String(120))
    """The absent colleague whose deputy the actor was; name as `actor_name`, by value."""
    occurred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now, index=True)
    state_before: Mapped[str | None] = mapped_column(String(20))
    state_after: Mapped[str | None] = mapped_column(String(20))
    changes: Mapped[dict[str, list[Any]]] = mapped_column(Document)
    """Field → [before, after]; a personal value is the digest of its EventPersonal row."""
    input: Mapped[dict[str, Any]] = mapped_column(Document)
    """What the actor entered in the action's form."""

    personal: Mapped[list["EventPersonal"]] = relationship(viewonly=True)

    @classmethod
    def by(cls, actor: Actor, **told: Any) -> Self:
        """What this actor did; it happened and is recorded now, unless `told` otherwise."""
        return cls(**cls.row(actor, **told))

    @staticmethod
    def row(actor: Actor, **told: Any) -> dict[str, Any]:
        """The same as the columns of a row, to be inserted with many others."""
        now = clock.now()
        return {
            "actor_id": actor.user_id,
            "actor_name": actor.name,
            "role": next(iter(actor.roles), ""),
            "organisation_id": actor.organisation_id,
            "face": actor.face,
            "occurred_at": now,
            "recorded_at": now,
            "input": {},
            **dict.fromkeys(NULL),
            **told,
        }


class EventPersonal(Base):
    """The erasable side table: purging a row leaves the journal whole (DOMAIN §12)."""

    __tablename__ = "event_personal"
    __table_args__ = (UniqueConstraint("event_id", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    field: Mapped[str] = mapped_column(String(80))
    salt: Mapped[str] = mapped_column(String(32))
    before: Mapped[Any | None] = mapped_column(Document)
    after: Mapped[Any | None] = mapped_column(Document)


class Attachment(Versioned, Base):
    """A file that belongs to a record; its content lies outside the database, by its digest.

    The record is named by value (DESIGN §1). The same content is attached to a record once.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "digest"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("size > 0", name="size"),
    )

    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the content as it is kept, in hexadecimal."""
    name: Mapped[str] = mapped_column(String(120))
    """As people see it: no path, no signs that steer."""
    media_type: Mapped[str] = mapped_column(String(80))
    """Recognised by the content."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    """Pixels of a picture, as it is held upright."""
    purpose: Mapped[Purpose] = mapped_column(enumeration(Purpose, "purpose"))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    application_id: Mapped[int] = mapped_column(index=True)
    organisation_id: Mapped[int | None]
    """Of whoever attached it."""
    uploaded_by_id: Mapped[int | None]
    uploaded_by_name: Mapped[str] = mapped_column(String(120))
    position_kept: Mapped[bool] = mapped_column(default=False)
    """Whether the picture still tells where it was taken: only when that was asked for."""

    organisation: Mapped[Organisation | None] = relationship(
        primaryjoin=lambda: foreign(Attachment.organisation_id) == Organisation.id,
        viewonly=True,
        lazy="raise_on_sql",
    )


class Outbox(Base):
    """What leaves: written in the action's own transaction, sent by a worker afterwards."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due", "available_at", "id", postgresql_where=WAITING, sqlite_where=WAITING
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    organisation_id: Mapped[int | None]
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    available_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(200))
    """Which channels took it, or why none did; while it waits, why the last try failed."""


class Notice(Base):
    """Something people of an organisation should see in the console (DOMAIN §10).

    `audience` says which of its people: all of them, its leads, or one person. `seen_at` is when
    the first of them said so.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_organisation", "organisation_id", "id"),
        Index(
            "ix_notice_unseen",
            "organisation_id",
            "id",
            postgresql_where=UNSEEN,
            sqlite_where=UNSEEN,
        ),
        Index("ix_notice_application", "application_id"),
        CheckConstraint("(audience = 'person') = (user_id IS NOT NULL)", name="person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int]
    audience: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None]
    """The one person it is for."""
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    application_id: Mapped[int | None]
    params: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """What the sentence of this kind names: number, node, level, due …"""
    event_id: Mapped[int | None]
    """The event whose words it quotes: they stand there alone, so that they can be erased."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    seen_by_id: Mapped[int | None]

    quoted: Mapped[EventPersonal | None] = relationship(
        primaryjoin=lambda: and_(
            foreign(Notice.event_id) == EventPersonal.event_id,
            EventPersonal.field == QUOTED,
        ),
        viewonly=True,
        lazy="joined",
    )


class PerformedRequest(Base):
    """An Idempotency-Key that has done its work, and on which rows (DESIGN §4)."""

    __tablename__ = "performed_request"
    __table_args__ = (UniqueConstraint("actor", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    subject_ids: Mapped[list[int]] = mapped_column(Document)
    performed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
