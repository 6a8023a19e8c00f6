"""Approvals and their packages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval_package",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("works", sa.String(length=2000), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("road", sa.String(length=120), nullable=True),
        sa.Column("entrustment", sa.String(length=200), nullable=True),
        sa.Column(
            "facts",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "lane",
            sa.Enum(
                "exempt",
                "promise",
                "filing",
                "parallel",
                name="lane",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "proposed_lane",
            sa.Enum(
                "exempt",
                "promise",
                "filing",
                "parallel",
                name="proposed_lane",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("clause", sa.String(length=500), nullable=False),
        sa.Column("lane_reason", sa.String(length=500), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "lane = proposed_lane OR lane_reason IS NOT NULL",
            name=op.f("ck_approval_package_lane_reason"),
        ),
        sa.CheckConstraint("round > 0", name=op.f("ck_approval_package_round")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["ab_user.id"], name=op.f("fk_approval_package_requested_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_approval_package_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_package")),
        sa.UniqueConstraint("ticket_id", "round", name=op.f("uq_approval_package_ticket_id_round")),
    )
    op.create_index("ix_approval_package_application", "approval_package", ["application_id"])
    op.create_table(
        "package_drawing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name="fk_package_drawing_attachment_id"
        ),
        sa.ForeignKeyConstraint(
            ["package_id"], ["approval_package.id"], name="fk_package_drawing_package_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_package_drawing"),
        sa.UniqueConstraint(
            "package_id", "attachment_id", name="uq_package_drawing_package_id_attachment_id"
        ),
    )
    op.create_index("ix_package_drawing_attachment", "package_drawing", ["attachment_id"])
    op.create_table(
        "approval",
        sa.Column("number", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("utility_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("first_receiver_id", sa.Integer(), nullable=True),
        sa.Column("enterprise", sa.String(length=120), nullable=False),
        sa.Column("township", sa.String(length=12), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "supplementing",
                "approved",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "lane",
            sa.Enum(
                "exempt",
                "promise",
                "filing",
                "parallel",
                name="lane",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "facts",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "results",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("conditions", sa.String(length=1000), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("supplement_count", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("soon_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state IN ('approved','refused','withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_approval_ended"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved','refused') OR decided_at IS NOT NULL",
            name=op.f("ck_approval_decided"),
        ),
        sa.CheckConstraint(
            "suspended_at IS NULL OR state = 'requested'", name=op.f("ck_approval_suspended")
        ),
        sa.CheckConstraint("supplement_count IN (0, 1)", name=op.f("ck_approval_one_supplement")),
        sa.CheckConstraint("version > 0", name=op.f("ck_approval_version")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["ab_user.id"], name=op.f("fk_approval_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_receiver_id"], ["ab_user.id"], name=op.f("fk_approval_first_receiver_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_approval_organisation_id")
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_approval_outlet_id")),
        sa.ForeignKeyConstraint(
            ["package_id"], ["approval_package.id"], name=op.f("fk_approval_package_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_approval_ticket_id")),
        sa.ForeignKeyConstraint(
            ["utility_id"], ["organisation.id"], name=op.f("fk_approval_utility_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("number", name=op.f("uq_approval_number")),
        sa.UniqueConstraint(
            "ticket_id", "kind", "round", name=op.f("uq_approval_ticket_id_kind_round")
        ),
    )
    op.create_index("ix_approval_application", "approval", ["application_id"])
    op.create_index("ix_approval_due", "approval", ["due_at", "id"])
    op.create_index("ix_approval_first_receiver", "approval", ["first_receiver_id", "id"])
    op.create_index("ix_approval_organisation", "approval", ["organisation_id", "state", "id"])
    op.create_index("ix_approval_outlet", "approval", ["outlet_id", "id"])
    op.create_index("ix_approval_package_id", "approval", ["package_id"])
    op.create_index(
        "ix_approval_queue",
        "approval",
        ["organisation_id", "due_at", "id"],
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_approval_township", "approval", ["township", "id"])
    op.create_index("ix_approval_utility", "approval", ["utility_id", "id"])
    op.create_index(
        "uq_approval_open",
        "approval",
        ["ticket_id", "kind"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.add_column(
        "ticket", sa.Column("pending_approvals", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("ticket", "pending_approvals")
    op.drop_index("uq_approval_open", "approval")
    op.drop_index("ix_approval_utility", "approval")
    op.drop_index("ix_approval_township", "approval")
    op.drop_index("ix_approval_queue", "approval")
    op.drop_index("ix_approval_package_id", "approval")
    op.drop_index("ix_approval_outlet", "approval")
    op.drop_index("ix_approval_organisation", "approval")
    op.drop_index("ix_approval_first_receiver", "approval")
    op.drop_index("ix_approval_due", "approval")
    op.drop_index("ix_approval_application", "approval")
    op.drop_table("approval")
    op.drop_index("ix_package_drawing_attachment", "package_drawing")
    op.drop_table("package_drawing")
    op.drop_index("ix_approval_package_application", "approval_package")
    op.drop_table("approval_package")
