"""Who waits for whom in joint works."""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of this step."""


def downgrade() -> None:
    """The way back."""
