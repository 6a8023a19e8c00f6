"""Calendars, rules of time limits, clocks, notices, supervision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.foundation.protection import protect, unprotect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("calendar_version", "sla_rule_version", "clock_level")
PRESSING = {"ix_ticket_reply_due": "reply_due_at", "ix_ticket_urged": "urged_at"}
STOPPED = "OLD.stopped_at IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "document",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by", sa.String(length=120), nullable=False),
        sa.Column("confirmed_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint("revision > 0", name=op.f("ck_calendar_version_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint(
            "calendar", "revision", name=op.f("uq_calendar_version_calendar_revision")
        ),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column(
            "params",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_application", "notice", ["application_id"], unique=False)
    op.create_index("ix_notice_organisation", "notice", ["organisation_id", "id"], unique=False)
    op.create_index(
        "ix_notice_unseen",
        "notice",
        ["organisation_id", "id"],
        unique=False,
        postgresql_where=sa.text("seen_at IS NULL"),
        sqlite_where=sa.text("seen_at IS NULL"),
    )

    op.create_table(
        "recalculation",
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column(
            "detail",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting','running','done','failed')", name=op.f("ck_recalculation_state")
        ),
        sa.CheckConstraint("done <= total", name=op.f("ck_recalculation_progress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalculation")),
    )
    op.create_index(op.f("ix_recalculation_state"), "recalculation", ["state"], unique=False)

    op.create_table(
        "sla_rule",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "node",
            sa.Enum(
                "check",
                "claim",
                "contact",
                "survey",
                "scheme",
                "confirm",
                "permit",
                "construct",
                "connect",
                "ticket",
                "application",
                "approval",
                name="node",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "promised",
                "statutory",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column(
            "draft",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_sla_rule_code")),
    )
    op.create_table(
        "sla_rule_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "document",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column(
            "migration",
            sa.Enum(
                "new_only",
                "never_earlier",
                "all_open",
                name="migration",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_sla_rule_version_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_rule_version")),
        sa.UniqueConstraint("rule", "version", name=op.f("uq_sla_rule_version_rule_version")),
    )
    op.create_table(
        "calendar_proposal",
        sa.Column("calendar", sa.String(length=40), nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column(
            "document",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_calendar_proposal_decided")
        ),
        sa.CheckConstraint(
            "state IN ('proposed','confirmed','rejected')", name=op.f("ck_calendar_proposal_state")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> prepared_by_id",
            name=op.f("ck_calendar_proposal_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["ab_user.id"], name=op.f("fk_calendar_proposal_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["ab_user.id"], name=op.f("fk_calendar_proposal_prepared_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_proposal")),
    )
    op.create_index(
        op.f("ix_calendar_proposal_calendar"), "calendar_proposal", ["calendar"], unique=False
    )

    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "node",
            sa.Enum(
                "check",
                "claim",
                "contact",
                "survey",
                "scheme",
                "confirm",
                "permit",
                "construct",
                "connect",
                "ticket",
                "application",
                "approval",
                name="node",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "promised",
                "statutory",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("rule_version_id", sa.Integer(), nullable=False),
        sa.Column("calendar_revision", sa.Integer(), nullable=False),
        sa.Column("extended_by", sa.Integer(), nullable=False),
        sa.Column("floor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("floor_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("soon_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.Column(
            "spans",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("pause_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("level_revision", sa.Integer(), nullable=False),
        sa.Column("next_level", sa.Integer(), nullable=False),
        sa.Column("next_level_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "paused",
                "met",
                "breached",
                "void",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("net_seconds", sa.Integer(), nullable=True),
        sa.Column("gross_seconds", sa.Integer(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(state = 'paused') = (left_seconds IS NOT NULL)", name=op.f("ck_clock_remaining")
        ),
        sa.CheckConstraint(
            "(state IN ('met','breached','void')) = (stopped_at IS NOT NULL)",
            name=op.f("ck_clock_stopped"),
        ),
        sa.CheckConstraint(
            "state <> 'paused' OR due_at IS NULL", name=op.f("ck_clock_paused_not_due")
        ),
        sa.CheckConstraint(
            "state <> 'running' OR due_at IS NOT NULL", name=op.f("ck_clock_running_due")
        ),
        sa.CheckConstraint(
            "stopped_at IS NULL OR next_level_at IS NULL", name=op.f("ck_clock_silent")
        ),
        sa.CheckConstraint(
            "(floor_at IS NULL) = (floor_since IS NULL)", name=op.f("ck_clock_floor")
        ),
        sa.ForeignKeyConstraint(
            ["rule_version_id"], ["sla_rule_version.id"], name=op.f("fk_clock_rule_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_index("ix_clock_application", "clock", ["application_id"], unique=False)
    op.create_index(
        "ix_clock_due",
        "clock",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NULL"),
        sqlite_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index(
        "ix_clock_expiry",
        "clock",
        ["pause_expires_at", "id"],
        unique=False,
        postgresql_where=sa.text("pause_expires_at IS NOT NULL"),
        sqlite_where=sa.text("pause_expires_at IS NOT NULL"),
    )
    op.create_index(
        "ix_clock_level",
        "clock",
        ["next_level_at", "id"],
        unique=False,
        postgresql_where=sa.text("next_level_at IS NOT NULL"),
        sqlite_where=sa.text("next_level_at IS NOT NULL"),
    )
    op.create_index(
        "ix_clock_node",
        "clock",
        ["node", "id"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NULL"),
        sqlite_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index(
        "uq_clock_open",
        "clock",
        ["subject_kind", "subject_id", "node", "basis"],
        unique=True,
        postgresql_where=sa.text("stopped_at IS NULL"),
        sqlite_where=sa.text("stopped_at IS NULL"),
    )

    op.create_table(
        "supervision_item",
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("demand", sa.String(length=500), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(length=1000), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(replied_at IS NULL) = (reply IS NULL)", name=op.f("ck_supervision_item_replied")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["ab_user.id"], name=op.f("fk_supervision_item_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["replied_by_id"], ["ab_user.id"], name=op.f("fk_supervision_item_replied_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_item")),
    )
    op.create_index(
        op.f("ix_supervision_item_application_id"),
        "supervision_item",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        "ix_supervision_item_open",
        "supervision_item",
        ["organisation_id", "reply_due_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_supervision_item_subject_id"), "supervision_item", ["subject_id"], unique=False
    )
    op.create_index(
        "uq_supervision_item_open",
        "supervision_item",
        ["subject_kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("replied_at IS NULL"),
        sqlite_where=sa.text("replied_at IS NULL"),
    )

    op.create_table(
        "clock_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_level_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_level")),
        sa.UniqueConstraint(
            "clock_id", "revision", "level", name=op.f("uq_clock_level_clock_id_revision_level")
        ),
    )
    op.create_table(
        "extension",
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_extension_decided")
        ),
        sa.CheckConstraint(
            "state IN ('asked','approved','refused','lapsed')", name=op.f("ck_extension_state")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_extension_amount")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id",
            name=op.f("ck_extension_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["ab_user.id"], name=op.f("fk_extension_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_extension_clock_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["ab_user.id"], name=op.f("fk_extension_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_extension_clock_id")),
    )
    op.create_index(op.f("ix_extension_ticket_id"), "extension", ["ticket_id"], unique=False)

    op.add_column("application", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("application", sa.Column("soon_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("application", sa.Column("left_seconds", sa.Integer(), nullable=True))
    op.create_index("ix_application_due", "application", ["due_at", "id"], unique=False)

    op.add_column("outbox", sa.Column("outcome", sa.String(length=200), nullable=True))
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["available_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL"),
    )

    op.add_column("reason", sa.Column("holder", sa.String(length=20), nullable=True))
    op.add_column(
        "reason", sa.Column("statutory", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "reason", sa.Column("evidence", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("reason", sa.Column("max_days", sa.Integer(), nullable=True))

    op.add_column(
        "staff_profile", sa.Column("leads", sa.Boolean(), nullable=False, server_default=sa.false())
    )

    op.add_column("ticket", sa.Column("soon_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket", sa.Column("left_seconds", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("urged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket", sa.Column("reply_due_at", sa.DateTime(timezone=True), nullable=True))
    for index, column in PRESSING.items():
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(index, "ticket", [column], postgresql_where=there, sqlite_where=there)
    for table in APPEND_ONLY:
        protect(op.get_bind(), table)
    protect(op.get_bind(), "clock", when=STOPPED)


def downgrade() -> None:
    for table in (*APPEND_ONLY, "clock"):
        unprotect(op.get_bind(), table)
    for index in PRESSING:
        op.drop_index(index, table_name="ticket")
    op.drop_column("ticket", "reply_due_at")
    op.drop_column("ticket", "urged_at")
    op.drop_column("ticket", "left_seconds")
    op.drop_column("ticket", "soon_at")

    op.drop_column("staff_profile", "leads")

    op.drop_index("ix_outbox_due", table_name="outbox")
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["available_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_column("outbox", "outcome")

    op.drop_column("reason", "max_days")
    op.drop_column("reason", "evidence")
    op.drop_column("reason", "statutory")
    op.drop_column("reason", "holder")

    op.drop_index("ix_application_due", table_name="application")
    op.drop_column("application", "left_seconds")
    op.drop_column("application", "soon_at")
    op.drop_column("application", "due_at")

    op.drop_index(op.f("ix_extension_ticket_id"), table_name="extension")

    op.drop_table("extension")
    op.drop_table("clock_level")
    op.drop_index("uq_supervision_item_open", table_name="supervision_item")
    op.drop_index(op.f("ix_supervision_item_subject_id"), table_name="supervision_item")
    op.drop_index("ix_supervision_item_open", table_name="supervision_item")
    op.drop_index(op.f("ix_supervision_item_application_id"), table_name="supervision_item")

    op.drop_table("supervision_item")
    op.drop_index("uq_clock_open", table_name="clock")
    op.drop_index("ix_clock_node", table_name="clock")
    op.drop_index("ix_clock_level", table_name="clock")
    op.drop_index("ix_clock_expiry", table_name="clock")
    op.drop_index("ix_clock_due", table_name="clock")
    op.drop_index("ix_clock_application", table_name="clock")

    op.drop_table("clock")
    op.drop_index(op.f("ix_calendar_proposal_calendar"), table_name="calendar_proposal")

    op.drop_table("calendar_proposal")
    op.drop_table("sla_rule_version")
    op.drop_table("sla_rule")
    op.drop_index(op.f("ix_recalculation_state"), table_name="recalculation")

    op.drop_table("recalculation")
    op.drop_index("ix_notice_unseen", table_name="notice")
    op.drop_index("ix_notice_organisation", table_name="notice")
    op.drop_index("ix_notice_application", table_name="notice")

    op.drop_table("notice")
    op.drop_table("calendar_version")
