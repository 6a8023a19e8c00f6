"""Joint surveys."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of this step."""


def downgrade() -> None:
    """The way back."""
