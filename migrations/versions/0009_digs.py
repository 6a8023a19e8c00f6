"""Excavation plans and their merging."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NOT_CLOSED = sa.text("closed_at IS NULL")
TO_FOLLOW = sa.text("to_follow_since IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "dig",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("road", sa.String(length=40), nullable=True),
        sa.Column("road_name", sa.String(length=120), nullable=True),
        sa.Column("road_key", sa.String(length=201), nullable=False),
        sa.Column("from_m", sa.Integer(), nullable=False),
        sa.Column("to_m", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "left",
                "middle",
                "right",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("width_m", sa.Integer(), nullable=False),
        sa.Column("depth_m", sa.Integer(), nullable=True),
        sa.Column(
            "surface",
            sa.Enum(
                "asphalt",
                "concrete",
                "paving",
                "green",
                "soil",
                name="surface",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "points",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "cancelled",
                "done",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'planned') = (closed_at IS NULL)", name=op.f("ck_dig_closed")),
        sa.CheckConstraint("(road IS NULL) <> (road_name IS NULL)", name=op.f("ck_dig_road")),
        sa.CheckConstraint("from_m >= 0 AND from_m <= to_m", name=op.f("ck_dig_stretch")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_dig_window")),
        sa.CheckConstraint(
            "width_m > 0 AND (depth_m IS NULL OR depth_m > 0)", name=op.f("ck_dig_trench")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_dig_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dig")),
    )
    op.create_index(op.f("ix_dig_application_id"), "dig", ["application_id"])
    op.create_index(
        "ix_dig_near",
        "dig",
        ["road_key", "from_m", "to_m", "starts_on", "ends_on"],
        postgresql_where=NOT_CLOSED,
        sqlite_where=NOT_CLOSED,
    )
    op.create_index("ix_dig_organisation", "dig", ["organisation_id", "id"])
    op.create_index(op.f("ix_dig_ticket_id"), "dig", ["ticket_id"])
    op.create_table(
        "dig_merge",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("road_key", sa.String(length=201), nullable=False),
        sa.Column("lead_dig_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("shared_permit", sa.Boolean(), nullable=False),
        sa.Column("metres_avoided", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "agreed",
                "refused",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state IN ('refused','cancelled')) = (closed_at IS NOT NULL)",
            name=op.f("ck_dig_merge_closed"),
        ),
        sa.CheckConstraint("metres_avoided >= 0", name=op.f("ck_dig_merge_metres")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_dig_merge_window")),
        sa.ForeignKeyConstraint(["lead_dig_id"], ["dig.id"], name=op.f("fk_dig_merge_lead_dig_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["ab_user.id"], name=op.f("fk_dig_merge_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dig_merge")),
    )
    op.create_index(op.f("ix_dig_merge_application_id"), "dig_merge", ["application_id"])
    op.create_index("ix_dig_merge_road", "dig_merge", ["road_key", "starts_on"])
    op.create_table(
        "dig_merge_part",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("dig_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "waiting",
                "yes",
                "no",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("metres_saved", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_follow_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(answer = 'waiting') = (answered_at IS NULL)", name=op.f("ck_dig_merge_part_answered")
        ),
        sa.CheckConstraint("metres_saved >= 0", name=op.f("ck_dig_merge_part_metres")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["ab_user.id"], name=op.f("fk_dig_merge_part_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["dig_id"], ["dig.id"], name=op.f("fk_dig_merge_part_dig_id")),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["dig_merge.id"], name=op.f("fk_dig_merge_part_merge_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_dig_merge_part_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dig_merge_part")),
        sa.UniqueConstraint("merge_id", "dig_id", name=op.f("uq_dig_merge_part_merge_id_dig_id")),
    )
    op.create_index(op.f("ix_dig_merge_part_application_id"), "dig_merge_part", ["application_id"])
    op.create_index(op.f("ix_dig_merge_part_dig_id"), "dig_merge_part", ["dig_id"])
    op.create_index(op.f("ix_dig_merge_part_ticket_id"), "dig_merge_part", ["ticket_id"])
    op.create_index(
        "ix_dig_merge_part_to_follow",
        "dig_merge_part",
        ["to_follow_since"],
        postgresql_where=TO_FOLLOW,
        sqlite_where=TO_FOLLOW,
    )
    op.create_index(
        "uq_dig_merge_part_open",
        "dig_merge_part",
        ["dig_id"],
        unique=True,
        postgresql_where=NOT_CLOSED,
        sqlite_where=NOT_CLOSED,
    )
    op.add_column("ticket", sa.Column("waits_until", sa.Date(), nullable=True))
    op.add_column("ticket", sa.Column("waits_for", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "waits_for")
    op.drop_column("ticket", "waits_until")
    op.drop_index("uq_dig_merge_part_open", table_name="dig_merge_part")
    op.drop_index("ix_dig_merge_part_to_follow", table_name="dig_merge_part")
    op.drop_index(op.f("ix_dig_merge_part_ticket_id"), table_name="dig_merge_part")
    op.drop_index(op.f("ix_dig_merge_part_dig_id"), table_name="dig_merge_part")
    op.drop_index(op.f("ix_dig_merge_part_application_id"), table_name="dig_merge_part")
    op.drop_table("dig_merge_part")
    op.drop_index("ix_dig_merge_road", table_name="dig_merge")
    op.drop_index(op.f("ix_dig_merge_application_id"), table_name="dig_merge")
    op.drop_table("dig_merge")
    op.drop_index(op.f("ix_dig_ticket_id"), table_name="dig")
    op.drop_index("ix_dig_organisation", table_name="dig")
    op.drop_index("ix_dig_near", table_name="dig")
    op.drop_index(op.f("ix_dig_application_id"), table_name="dig")
    op.drop_table("dig")
