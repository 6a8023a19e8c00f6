"""When somebody was last here, and before this visit."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("here_at", "here_before"):
        op.add_column("staff_profile", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("here_before", "here_at"):
        op.drop_column("staff_profile", name)
