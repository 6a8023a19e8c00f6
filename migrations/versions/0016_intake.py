"""Sheets that were brought, their rows, and numbers of elsewhere."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_batch",
        sa.Column(
            "kind",
            sa.Enum(
                "applications",
                "organisations",
                "outlets",
                "fees",
                "calendars",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "taken",
                "checking",
                "checked",
                "committing",
                "committed",
                "undoing",
                "undone",
                "discarded",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column(
            "headers",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "matching",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("last_line", sa.Integer(), nullable=False),
        sa.Column(
            "counts",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("trouble", sa.String(length=500), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_intake_batch_progress")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_intake_batch_digest")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_intake_batch_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_batch")),
    )
    op.create_index("ix_intake_batch_digest", "intake_batch", ["digest"])
    op.create_index("ix_intake_batch_outlet", "intake_batch", ["outlet_id", "id"])
    op.create_index("ix_intake_batch_owner", "intake_batch", ["owner_id", "kind", "id"])
    op.create_index("ix_intake_batch_state", "intake_batch", ["state", "id"])
    op.create_table(
        "intake_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column(
            "cells",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "waiting",
                "new",
                "changed",
                "same",
                "wrong",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column(
            "problems",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "warnings",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "diff",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "fate",
            sa.Enum(
                "done",
                "refused",
                "undone",
                "kept",
                name="fate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column(
            "why",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("subject_version", sa.Integer(), nullable=True),
        sa.Column(
            "before",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["intake_batch.id"],
            name=op.f("fk_intake_row_batch_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_row")),
        sa.UniqueConstraint("batch_id", "line", name=op.f("uq_intake_row_batch_id_line")),
    )
    op.create_index("ix_intake_row_fate", "intake_row", ["batch_id", "fate", "line"])
    op.create_index("ix_intake_row_key", "intake_row", ["batch_id", "key"])
    op.create_index("ix_intake_row_outcome", "intake_row", ["batch_id", "outcome", "line"])
    op.add_column("application", sa.Column("external_number", sa.String(length=60), nullable=True))
    op.create_index(
        "uq_application_external",
        "application",
        ["external_number"],
        unique=True,
        postgresql_where=sa.text(
            "external_number IS NOT NULL AND state NOT IN ('declined','withdrawn')"
        ),
        sqlite_where=sa.text(
            "external_number IS NOT NULL AND state NOT IN ('declined','withdrawn')"
        ),
    )


def downgrade() -> None:
    op.drop_index("uq_application_external", "application")
    op.drop_column("application", "external_number")
    op.drop_index("ix_intake_row_outcome", "intake_row")
    op.drop_index("ix_intake_row_key", "intake_row")
    op.drop_index("ix_intake_row_fate", "intake_row")
    op.drop_table("intake_row")
    op.drop_index("ix_intake_batch_state", "intake_batch")
    op.drop_index("ix_intake_batch_owner", "intake_batch")
    op.drop_index("ix_intake_batch_outlet", "intake_batch")
    op.drop_index("ix_intake_batch_digest", "intake_batch")
    op.drop_table("intake_batch")
