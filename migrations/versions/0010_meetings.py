"""Meetings and their actions."""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of this step."""


def downgrade() -> None:
    """The way back."""
