"""Meetings, who takes part in them, their agenda and their actions."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_sequence",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_meeting_sequence")),
    )
    op.create_table(
        "meeting",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "joint",
                "conference",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.String(length=10000), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'held') = (held_at IS NOT NULL)", name=op.f("ck_meeting_held")
        ),
        sa.CheckConstraint(
            "state <> 'held' OR minutes IS NOT NULL", name=op.f("ck_meeting_minutes")
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_meeting_title")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_meeting_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("number", name=op.f("uq_meeting_number")),
    )
    op.create_index("ix_meeting_starts", "meeting", ["starts_at", "id"])
    op.create_index("ix_meeting_state", "meeting", ["state", "starts_at"])
    op.create_table(
        "meeting_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "attendance",
            sa.Enum(
                "expected",
                "present",
                "absent",
                name="attendance",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("signed_in", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "attendance = 'present' OR signed_in IS NULL",
            name=op.f("ck_meeting_participant_signed_in"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_participant_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_meeting_participant_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_participant")),
        sa.UniqueConstraint(
            "meeting_id",
            "organisation_id",
            name=op.f("uq_meeting_participant_meeting_id_organisation_id"),
        ),
    )
    op.create_index(
        "ix_meeting_participant_organisation",
        "meeting_participant",
        ["organisation_id", "meeting_id"],
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "overdue",
                "supervised",
                "refused",
                "dig",
                "action",
                "other",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("conclusion", sa.String(length=1000), nullable=True),
        sa.CheckConstraint(
            "(application_id IS NULL) = (number IS NULL)", name=op.f("ck_agenda_item_number")
        ),
        sa.CheckConstraint("length(subject) > 0", name=op.f("ck_agenda_item_subject")),
        sa.CheckConstraint(
            "ticket_id IS NULL OR application_id IS NOT NULL", name=op.f("ck_agenda_item_case")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_agenda_item_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_index(op.f("ix_agenda_item_application_id"), "agenda_item", ["application_id"])
    op.create_index("ix_agenda_item_meeting", "agenda_item", ["meeting_id", "position"])
    op.create_index(op.f("ix_agenda_item_ticket_id"), "agenda_item", ["ticket_id"])
    op.create_table(
        "meeting_action",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=1000), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_meeting_action_done")
        ),
        sa.CheckConstraint(
            "state <> 'done' OR result IS NOT NULL", name=op.f("ck_meeting_action_result")
        ),
        sa.CheckConstraint(
            "(application_id IS NULL) = (number IS NULL)", name=op.f("ck_meeting_action_number")
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_meeting_action_text")),
        sa.CheckConstraint(
            "ticket_id IS NULL OR application_id IS NOT NULL", name=op.f("ck_meeting_action_case")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_action_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_action_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_meeting_action_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_action")),
    )
    op.create_index(op.f("ix_meeting_action_application_id"), "meeting_action", ["application_id"])
    op.create_index(op.f("ix_meeting_action_meeting_id"), "meeting_action", ["meeting_id"])
    op.create_index(
        "ix_meeting_action_open",
        "meeting_action",
        ["organisation_id", "due_on"],
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_meeting_action_organisation", "meeting_action", ["organisation_id", "id"])
    op.create_index(op.f("ix_meeting_action_ticket_id"), "meeting_action", ["ticket_id"])
    op.create_index(
        "ix_meeting_action_untold",
        "meeting_action",
        ["due_on", "id"],
        postgresql_where=sa.text("state = 'open' AND told_at IS NULL"),
        sqlite_where=sa.text("state = 'open' AND told_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_meeting_action_untold",
        table_name="meeting_action",
        postgresql_where=sa.text("state = 'open' AND told_at IS NULL"),
        sqlite_where=sa.text("state = 'open' AND told_at IS NULL"),
    )
    op.drop_index(op.f("ix_meeting_action_ticket_id"), table_name="meeting_action")
    op.drop_index("ix_meeting_action_organisation", table_name="meeting_action")
    op.drop_index(
        "ix_meeting_action_open",
        table_name="meeting_action",
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_meeting_action_meeting_id"), table_name="meeting_action")
    op.drop_index(op.f("ix_meeting_action_application_id"), table_name="meeting_action")
    op.drop_table("meeting_action")
    op.drop_index(op.f("ix_agenda_item_ticket_id"), table_name="agenda_item")
    op.drop_index("ix_agenda_item_meeting", table_name="agenda_item")
    op.drop_index(op.f("ix_agenda_item_application_id"), table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_index("ix_meeting_participant_organisation", table_name="meeting_participant")
    op.drop_table("meeting_participant")
    op.drop_index("ix_meeting_state", table_name="meeting")
    op.drop_index("ix_meeting_starts", table_name="meeting")
    op.drop_table("meeting")
    op.drop_table("meeting_sequence")
