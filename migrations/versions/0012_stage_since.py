"""Since when a ticket is at its stage."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("stage_since", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE ticket SET stage_since = COALESCE(connected_at, construction_started_at, claimed_at)"
    )


def downgrade() -> None:
    op.drop_column("ticket", "stage_since")
