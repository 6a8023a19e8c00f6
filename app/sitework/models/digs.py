"""Excavation plans, and joint digs that several of them become (DOMAIN §13)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration
from app.people.models import Organisation
from app.sitework.states.digs import Answer, DigState, Ground, MergeState, Side

NOT_CLOSED = text("closed_at IS NULL")
TO_FOLLOW = text("to_follow_since IS NOT NULL")


class Metres(TypeDecorator[Decimal]):
    """Metres to the centimetre, exact on both engines: kept as whole centimetres."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        """Centimetres."""
        return None if value is None else int(value * 100)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        """Metres without trailing zeros."""
        return None if value is None else plain(Decimal(value) / 100)


def plain(metres: Decimal) -> Decimal:
    """The same number, written without trailing zeros or exponent."""
    return Decimal(f"{metres.normalize():f}")


class Dig(Versioned, Base):
    """A planned excavation: a stretch of a road, and the days in which it is to be open.

    `from_m` and `to_m` are metres along the road, counted as its owner counts them. `road` is the
    catalogue's code; of a road that isn't there `road_name` says what it is called.
    """

    __tablename__ = "dig"
    __table_args__ = (
        CheckConstraint("from_m >= 0 AND from_m <= to_m", "stretch"),
        CheckConstraint("starts_on <= ends_on", "window"),
        CheckConstraint("width_m > 0 AND (depth_m IS NULL OR depth_m > 0)", "trench"),
        CheckConstraint("(road IS NULL) <> (road_name IS NULL)", "road"),
        CheckConstraint("(state = 'planned') = (closed_at IS NULL)", "closed"),
        # What lies near a stretch of a road in a window is read from this index alone.
        Index(
            "ix_dig_near",
            "road_key",
            "from_m",
            "to_m",
            "starts_on",
            "ends_on",
            postgresql_where=NOT_CLOSED,
            sqlite_where=NOT_CLOSED,
        ),
        Index("ix_dig_organisation", "organisation_id", "id"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    application_id: Mapped[int] = mapped_column(index=True)
    organisation_id: Mapped[int]
    """Whoever holds the ticket now."""
    road: Mapped[str | None] = mapped_column(String(40))
    road_name: Mapped[str | None] = mapped_column(String(120))
    road_key: Mapped[str] = mapped_column(String(201))
    from_m: Mapped[int]
    to_m: Mapped[int]
    side: Mapped[Side | None] = mapped_column(enumeration(Side, "side"))
    width_m: Mapped[Decimal] = mapped_column(Metres)
    depth_m: Mapped[Decimal | None] = mapped_column(Metres)
    surface: Mapped[Ground] = mapped_column(enumeration(Ground, "surface"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    points: Mapped[list[list[float]] | None] = mapped_column(Document)
    """[longitude, latitude] along the trench, where somebody has given them."""
    note: Mapped[str | None] = mapped_column(String(500))
    state: Mapped[DigState] = mapped_column(
        enumeration(DigState, "state"), default=DigState.planned
    )
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship(
        primaryjoin=lambda: foreign(Dig.organisation_id) == Organisation.id, viewonly=True
    )

    @property
    def number(self) -> str:
        """Of its own, so that it names no ticket."""
        return f"DG{self.id:05d}"

    @property
    def length_m(self) -> int:
        """Metres."""
        return self.to_m - self.from_m

    def __str__(self) -> str:
        return self.number


class DigMerge(Versioned, Base):
    """Several planned excavations as one: who leads, when, and what is not dug again.

    Its state follows from the answers of its parts; whoever changes it holds its row's lock.
    `application_id` and `organisation_id` are the proposer's.
    """

    __tablename__ = "dig_merge"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", "window"),
        CheckConstraint("metres_avoided >= 0", "metres"),
        CheckConstraint("(state IN ('refused','cancelled')) = (closed_at IS NOT NULL)", "closed"),
        Index("ix_dig_merge_road", "road_key", "starts_on"),
    )

    application_id: Mapped[int] = mapped_column(index=True)
    organisation_id: Mapped[int]
    road_key: Mapped[str] = mapped_column(String(201))
    lead_dig_id: Mapped[int] = mapped_column(ForeignKey("dig.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    shared_permit: Mapped[bool] = mapped_column(default=True)
    """Whether the lead applies for all: one permit for one trench."""
    metres_avoided: Mapped[int]
    """As reckoned when it was proposed."""
    state: Mapped[MergeState] = mapped_column(
        enumeration(MergeState, "state"), default=MergeState.proposed
    )
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    parts: Mapped[list["DigMergePart"]] = relationship(
        back_populates="merge", order_by="DigMergePart.id"
    )
    organisation: Mapped[Organisation] = relationship(
        primaryjoin=lambda: foreign(DigMerge.organisation_id) == Organisation.id, viewonly=True
    )

    @property
    def number(self) -> str:
        """Of its own."""
        return f"HW{self.id:05d}"

    def __str__(self) -> str:
        return self.number


class DigMergePart(Versioned, Base):
    """One excavation in a joint dig, and what its organisation says to it.

    An excavation is in one open joint dig at most: the database refuses a second.
    """

    __tablename__ = "dig_merge_part"
    __table_args__ = (
        UniqueConstraint("merge_id", "dig_id"),
        CheckConstraint("(answer = 'waiting') = (answered_at IS NULL)", "answered"),
        CheckConstraint("metres_saved >= 0", "metres"),
        Index(
            "uq_dig_merge_part_open",
            "dig_id",
            unique=True,
            postgresql_where=NOT_CLOSED,
            sqlite_where=NOT_CLOSED,
        ),
        Index(
            "ix_dig_merge_part_to_follow",
            "to_follow_since",
            postgresql_where=TO_FOLLOW,
            sqlite_where=TO_FOLLOW,
        ),
    )

    merge_id: Mapped[int] = mapped_column(ForeignKey("dig_merge.id"))
    dig_id: Mapped[int] = mapped_column(ForeignKey("dig.id"), index=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    application_id: Mapped[int] = mapped_column(index=True)
    organisation_id: Mapped[int]
    answer: Mapped[Answer] = mapped_column(enumeration(Answer, "answer"), default=Answer.waiting)
    reason: Mapped[str | None] = mapped_column(String(500))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    metres_saved: Mapped[int]
    """Of its stretch, what others dig anyway."""
    due_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_after: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The whole ticket's promised due, without and with waiting, when it was agreed."""
    to_follow_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The merge was agreed or ended by others: the ticket's waiting is to follow."""
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """With its merge."""

    merge: Mapped[DigMerge] = relationship(back_populates="parts")
    dig: Mapped[Dig] = relationship()
    organisation: Mapped[Organisation] = relationship(
        primaryjoin=lambda: foreign(DigMergePart.organisation_id) == Organisation.id, viewonly=True
    )
