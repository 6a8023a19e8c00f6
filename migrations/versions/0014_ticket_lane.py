"""The lane that a ticket's approvals go by."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("lane", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "lane")
