"""Notices to one person."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # with the column, since SQLite adds no constraint to a table that is there
    op.execute(
        "ALTER TABLE notice ADD COLUMN user_id INTEGER CONSTRAINT ck_notice_person "
        "CHECK ((audience = 'person') = (user_id IS NOT NULL))"
    )


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE audience = 'person'")
    op.drop_column("notice", "user_id")
