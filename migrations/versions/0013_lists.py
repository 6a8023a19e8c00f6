"""What lists are ordered and found by, and how their readers like them to look."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.foundation.initials import initials

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MANY = 1000
INDEXES = {
    "ix_application_submitted": ("application", ["submitted_at", "id"]),
    "ix_application_initials": ("application", ["initials", "id"]),
    "ix_application_number_end": ("application", ["number_end"]),
    "ix_application_phone_end": ("application", ["phone_end"]),
    "ix_approval_enterprise": ("approval", ["enterprise", "id"]),
}
OPEN = {
    "application": ["outlet_id", "first_receiver_id", "entered_by_id", "township"],
    "ticket": ["organisation_id", "outlet_id", "first_receiver_id", "township", "dispatched_at"],
    "approval": ["organisation_id", "utility_id", "outlet_id", "first_receiver_id", "township"],
}
"""All that lights and scope ask of what has not ended: counted without reading the rows."""
WIDER = ("application", "ticket")
"""Tables whose index of the enterprise gets the id, so that it orders pages."""


def upgrade() -> None:
    op.add_column(
        "staff_profile",
        sa.Column("arrangements", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
    )
    for column, length in (("initials", 120), ("number_end", 4), ("phone_end", 4)):
        typed = sa.String(length=length)
        op.add_column("application", sa.Column(column, typed, server_default="", nullable=False))
    _fill()
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    for table in WIDER:
        op.drop_index(f"ix_{table}_enterprise", table)
        op.create_index(f"ix_{table}_enterprise", table, ["enterprise", "id"])
    unended = sa.text("ended_at IS NULL")
    for table, scope in OPEN.items():
        columns = ["due_at", "soon_at", "left_seconds", *scope, "id"]
        where = {"sqlite_where": unended, "postgresql_where": unended}
        op.create_index(f"ix_{table}_open", table, columns, **where)


def _fill() -> None:
    """The rows there are; their version stays, since nobody changed what they say."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, enterprise, number, phone FROM application"))
    found = [
        {
            "row": row.id,
            "letters": initials(row.enterprise),
            "of_number": row.number[-4:],
            "of_phone": row.phone[-4:],
        }
        for row in rows
    ]
    statement = sa.text(
        "UPDATE application SET initials = :letters, number_end = :of_number,"
        " phone_end = :of_phone WHERE id = :row"
    )
    for at in range(0, len(found), MANY):
        connection.execute(statement, found[at : at + MANY])


def downgrade() -> None:
    for table in OPEN:
        op.drop_index(f"ix_{table}_open", table)
    for table in WIDER:
        op.drop_index(f"ix_{table}_enterprise", table)
        op.create_index(f"ix_{table}_enterprise", table, ["enterprise"])
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
    for column in ("phone_end", "number_end", "initials"):
        op.drop_column("application", column)
    op.drop_column("staff_profile", "arrangements")
