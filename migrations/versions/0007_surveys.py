"""Joint surveys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STANDS = sa.text("state IN ('proposed','agreed')")
UNENDED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("application", sa.Column("preferred_times", sa.String(length=200), nullable=True))
    op.create_table(
        "survey",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "agreed",
                "held",
                "moved",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("survey_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("meeting_place", sa.String(length=200), nullable=True),
        sa.Column(
            "alternatives",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("moved_from", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column(
            "asked_by",
            sa.Enum(
                "applicant",
                "utility",
                "circumstances",
                name="asked_by",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state IN ('proposed','agreed')) = (ended_at IS NULL)", name=op.f("ck_survey_ended")
        ),
        sa.CheckConstraint("minutes BETWEEN 15 AND 480", name=op.f("ck_survey_minutes")),
        sa.CheckConstraint(
            "moved_from IS NULL OR reason IS NOT NULL", name=op.f("ck_survey_moved_for_a_reason")
        ),
        sa.CheckConstraint(
            "round > 0 AND (moved_from IS NULL OR moved_from < round)",
            name=op.f("ck_survey_round"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_survey_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["ab_user.id"], name=op.f("fk_survey_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_survey_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("application_id", "round", name=op.f("uq_survey_application_id_round")),
    )
    op.create_index("ix_survey_survey_at", "survey", ["survey_at", "id"])
    op.create_index(op.f("ix_survey_ticket_id"), "survey", ["ticket_id"])
    op.create_index(
        "uq_survey_stands",
        "survey",
        ["application_id"],
        unique=True,
        postgresql_where=STANDS,
        sqlite_where=STANDS,
    )

    op.create_table(
        "survey_part",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "waiting",
                "yes",
                "other",
                "not_needed",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("other_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "recorded",
                "not_needed",
                "left",
                "moved",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(answer = 'waiting') = (answered_at IS NULL)", name=op.f("ck_survey_part_answered")
        ),
        sa.CheckConstraint(
            "answer IN ('waiting','yes') OR reason IS NOT NULL",
            name=op.f("ck_survey_part_reasoned"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_survey_part_ended")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["ab_user.id"], name=op.f("fk_survey_part_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["application_id", "round"],
            ["survey.application_id", "survey.round"],
            name=op.f("fk_survey_part_application_id_round"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_survey_part_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_survey_part_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_part")),
    )
    op.create_index(
        "ix_survey_part_organisation", "survey_part", ["organisation_id", "application_id", "round"]
    )
    op.create_index(
        "uq_survey_part_open",
        "survey_part",
        ["ticket_id"],
        unique=True,
        postgresql_where=UNENDED,
        sqlite_where=UNENDED,
    )


def downgrade() -> None:
    for index in ("uq_survey_part_open", "ix_survey_part_organisation"):
        op.drop_index(index, table_name="survey_part")
    op.drop_table("survey_part")
    for index in ("uq_survey_stands", op.f("ix_survey_ticket_id"), "ix_survey_survey_at"):
        op.drop_index(index, table_name="survey")
    op.drop_table("survey")
    op.drop_column("application", "preferred_times")
