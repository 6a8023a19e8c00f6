"""The journal and what is published can't be changed, whoever tries."""

from alembic import op

from app.foundation.protection import protect, unprotect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "service_version", "bundle_release")


def upgrade() -> None:
    for table in APPEND_ONLY:
        protect(op.get_bind(), table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        unprotect(op.get_bind(), table)
