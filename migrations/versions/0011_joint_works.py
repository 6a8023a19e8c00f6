"""Who waits for whom in joint works."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dependency",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("on_ticket_id", sa.Integer(), nullable=False),
        sa.Column("on_organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "milestone",
            sa.Enum(
                "constructed",
                "connected",
                name="milestone",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_dependency_reason")),
        sa.CheckConstraint("ticket_id <> on_ticket_id", name=op.f("ck_dependency_two_tickets")),
        sa.ForeignKeyConstraint(
            ["on_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_dependency_on_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["on_ticket_id"], ["ticket.id"], name=op.f("fk_dependency_on_ticket_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dependency_organisation_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_dependency_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dependency")),
    )
    op.create_index("ix_dependency_application", "dependency", ["application_id"])
    op.create_index("ix_dependency_on_ticket", "dependency", ["on_ticket_id"])
    op.create_index(
        "uq_dependency_open",
        "dependency",
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.add_column("ticket", sa.Column("depends_on_id", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("inspection_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "inspection_at")
    op.drop_column("ticket", "depends_on_id")
    op.drop_index("uq_dependency_open", "dependency")
    op.drop_index("ix_dependency_on_ticket", "dependency")
    op.drop_index("ix_dependency_application", "dependency")
    op.drop_table("dependency")
