"""Parts of an enterprise's name and its initials are found by an index where PostgreSQL has one.

Without pg_trgm, or the right to create it, they are looked for row by row, as before; whoever
installs it later makes these two indexes by hand (docs/architecture.md).
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COLUMNS = ("enterprise", "initials")
CAN = sa.text(
    "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')"
    " OR EXISTS (SELECT 1 FROM pg_available_extension_versions AS offered, pg_roles AS role"
    " WHERE offered.name = 'pg_trgm' AND role.rolname = current_user AND (role.rolsuper"
    " OR offered.trusted AND has_database_privilege(current_database(), 'CREATE')))"
)


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "postgresql" or not bind.scalar(CAN):
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for column in COLUMNS:
        op.execute(
            f"CREATE INDEX ix_trigram_application_{column} ON application"
            f" USING gin ({column} gin_trgm_ops)"
        )


def downgrade() -> None:
    """The extension stays: others may use it."""
    for column in COLUMNS:
        op.execute(f"DROP INDEX IF EXISTS ix_trigram_application_{column}")
