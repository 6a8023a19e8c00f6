"""Approvals and their packages."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of this step."""


def downgrade() -> None:
    """The way back."""
