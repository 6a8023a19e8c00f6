"""Batches with their rows, and drafts of forms; what they lead to is named by value (DESIGN §1)."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration
from app.intake.states import BatchState, Fate, IntakeKind, Outcome
from app.people.models import User


class IntakeBatch(Versioned, Base):
    """One sheet that somebody brought."""

    __tablename__ = "intake_batch"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", "digest"),
        CheckConstraint("done >= 0 AND done <= total", "progress"),
        Index("ix_intake_batch_state", "state", "id"),
        Index("ix_intake_batch_owner", "owner_id", "kind", "id"),
        Index("ix_intake_batch_outlet", "outlet_id", "id"),
    )

    kind: Mapped[IntakeKind] = mapped_column(enumeration(IntakeKind, "kind"))
    state: Mapped[BatchState] = mapped_column(
        enumeration(BatchState, "state"), default=BatchState.taken
    )
    file_name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the file, in hexadecimal."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    outlet_id: Mapped[int | None]
    """The owner's, when the sheet was brought: colleagues there see an import of applications."""
    headers: Mapped[list[str]] = mapped_column(Document)
    matching: Mapped[list[str | None]] = mapped_column(Document)
    """For each column of the sheet the path it is read as; None: it isn't read."""
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    """Rows that the present step has been through."""
    last_line: Mapped[int] = mapped_column(default=0)
    """How far the worker is."""
    counts: Mapped[dict[str, int]] = mapped_column(Document, default=dict)
    """Outcome or fate → rows."""
    trouble: Mapped[str | None] = mapped_column(String(500))
    """Why it failed."""
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    committed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    owner: Mapped[User] = relationship()

    def __str__(self) -> str:
        return self.file_name


class IntakeRow(Base):
    """One row of the sheet, as it was read or corrected, and what came of it."""

    __tablename__ = "intake_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "line"),
        Index("ix_intake_row_outcome", "batch_id", "outcome", "line"),
        Index("ix_intake_row_fate", "batch_id", "fate", "line"),
        Index("ix_intake_row_key", "batch_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("intake_batch.id", ondelete="CASCADE"))
    line: Mapped[int]
    """The row's number in the sheet, as people see it there."""
    cells: Mapped[list[str]] = mapped_column(Document)
    outcome: Mapped[Outcome] = mapped_column(
        enumeration(Outcome, "outcome"), default=Outcome.waiting
    )
    key: Mapped[str | None] = mapped_column(String(120))
    """What the record is known by: an earlier row with the same is meant again."""
    problems: Mapped[dict[str, list[Any]]] = mapped_column(Document, default=dict)
    """Path (empty: the row) → sentences, each [msgid, values]."""
    warnings: Mapped[list[Any]] = mapped_column(Document, default=list)
    diff: Mapped[list[list[Any]]] = mapped_column(Document, default=list)
    """Of a changed row: [path, before, after], each as it is shown."""
    fate: Mapped[Fate | None] = mapped_column(enumeration(Fate, "fate"))
    why: Mapped[list[Any] | None] = mapped_column(Document)
    """Sentences: why it was not written, or can't be undone."""
    subject_id: Mapped[int | None]
    subject_version: Mapped[int | None]
    """What the record was after the import: undone only as long as it is that."""
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """Of a changed record the former values; None where the import made it."""


class FormDraft(Base):
    """What a person has typed into a form and not sent: no record, and nobody else's to read.

    It may hold personal values, so it isn't journalled, goes when the form is sent or given up, and
    expires (`workflow/drafts.py`). Of a form that was sent the row stays for that time, empty, so
    that nothing that comes late makes a draft of it again.
    """

    __tablename__ = "form_draft"
    __table_args__ = (
        UniqueConstraint("person_id", "form", "record_id", "token"),
        Index("ix_form_draft_saved", "saved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    form: Mapped[str] = mapped_column(String(60))
    """<noun>/<verb>"""
    record_id: Mapped[int]
    """0 for a form that makes a new record."""
    token: Mapped[str] = mapped_column(String(32))
    """What tells this filling-in of the form from another, in another tab."""
    title: Mapped[str] = mapped_column(String(120), default="")
    """What its owner knows it by: the enterprise, the name."""
    spent: Mapped[bool] = mapped_column(default=False)
    """Its form was sent and accepted."""
    base_version: Mapped[int]
    """The record's version that the form was made from."""
    answers: Mapped[list[list[str]]] = mapped_column(Document)
    """[name, value] of each input, as a browser sends them."""
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
