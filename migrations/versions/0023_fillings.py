"""A draft for each filling-in of a form, and forms that were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BEFORE = ["person_id", "form", "record_id"]
UNIQUE = "uq_form_draft_person_id_form_record_id"


def upgrade() -> None:
    with op.batch_alter_table("form_draft") as table:
        table.add_column(
            sa.Column("token", sa.String(length=32), server_default="kept-before", nullable=False)
        )
        table.add_column(
            sa.Column("title", sa.String(length=120), server_default="", nullable=False)
        )
        table.add_column(
            sa.Column("spent", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.drop_constraint(op.f(UNIQUE), type_="unique")
        table.create_unique_constraint(op.f(f"{UNIQUE}_token"), [*BEFORE, "token"])
    with op.batch_alter_table("form_draft") as table:
        for name in ("token", "title", "spent"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    # of one form only the newest fits
    op.execute(
        "DELETE FROM form_draft WHERE spent OR EXISTS (SELECT 1 FROM form_draft AS later WHERE "
        "later.person_id = form_draft.person_id AND later.form = form_draft.form AND "
        "later.record_id = form_draft.record_id AND later.id > form_draft.id AND NOT later.spent)"
    )
    with op.batch_alter_table("form_draft") as table:
        table.drop_constraint(op.f(f"{UNIQUE}_token"), type_="unique")
        table.create_unique_constraint(op.f(UNIQUE), BEFORE)
        for name in ("token", "title", "spent"):
            table.drop_column(name)
