"""Attachments and where their content lies."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of this step."""


def downgrade() -> None:
    """The way back."""
