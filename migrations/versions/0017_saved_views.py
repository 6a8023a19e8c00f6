"""Views of lists that people keep and share."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ONCE = {"mine": ["owner_id"], "organisation": ["organisation_id"], "everyone": []}
"""Sharing → within what a list's views have names of their own."""


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("list_name", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column(
            "sharing",
            sa.Enum(
                "mine",
                "organisation",
                "everyone",
                name="sharing",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_saved_view_named")),
        sa.CheckConstraint(
            "sharing <> 'organisation' OR organisation_id IS NOT NULL",
            name=op.f("ck_saved_view_whose_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_saved_view_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["ab_user.id"],
            name=op.f("fk_saved_view_owner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    for sharing, columns in ONCE.items():
        where = sa.text(f"sharing = '{sharing}'")
        op.create_index(
            f"uq_saved_view_{sharing}",
            "saved_view",
            [*columns, "list_name", "name"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    op.drop_table("saved_view")
