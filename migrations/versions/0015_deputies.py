"""Who stands in for whom, and in whose place something was done."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> deputy_id", name=op.f("ck_delegation_two_people")),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_delegation_some_time")),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at < ends_at", name=op.f("ck_delegation_ended_early")
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_delegation_reason")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["ab_user.id"], name=op.f("fk_delegation_deputy_id")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["ab_user.id"], name=op.f("fk_delegation_named_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_delegation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ab_user.id"], name=op.f("fk_delegation_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index("ix_delegation_person", "delegation", ["person_id", "ends_at"])
    op.create_index("ix_delegation_deputy", "delegation", ["deputy_id", "ends_at"])
    op.create_index("ix_delegation_organisation", "delegation", ["organisation_id", "id"])
    op.add_column("event", sa.Column("acting_for_id", sa.Integer(), nullable=True))
    op.add_column("event", sa.Column("acting_for", sa.String(length=120), nullable=True))


def downgrade() -> None:
    op.drop_column("event", "acting_for")
    op.drop_column("event", "acting_for_id")
    op.drop_index("ix_delegation_organisation", "delegation")
    op.drop_index("ix_delegation_deputy", "delegation")
    op.drop_index("ix_delegation_person", "delegation")
    op.drop_table("delegation")
