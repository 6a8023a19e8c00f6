"""Roads, fees, kinds of approvals and their lanes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
TABLES = ("approval_kind", "road", "lane", "fee", "abolished_fee")


def upgrade() -> None:
    """Tables of the catalogue."""
    op.create_table(
        "abolished_fee",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("services", DOCUMENT, nullable=True),
        sa.Column("names", DOCUMENT, nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("note", DOCUMENT, nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abolished_fee")),
        sa.UniqueConstraint("code", name=op.f("uq_abolished_fee_code")),
    )
    op.create_table(
        "fee",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", DOCUMENT, nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("unit", DOCUMENT, nullable=False),
        sa.Column("price", sa.String(length=20), nullable=True),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("note", DOCUMENT, nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
        sa.UniqueConstraint("code", name=op.f("uq_fee_code")),
    )
    op.create_table(
        "lane",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "lane",
            sa.Enum(
                "exempt",
                "promise",
                "filing",
                "parallel",
                name="lane",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("label", DOCUMENT, nullable=False),
        sa.Column("when", DOCUMENT, nullable=True),
        sa.Column("clause", sa.String(length=500), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane")),
        sa.UniqueConstraint("code", name=op.f("uq_lane_code")),
    )
    op.create_table(
        "road",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", DOCUMENT, nullable=False),
        sa.Column("township", sa.String(length=12), nullable=True),
        sa.Column(
            "surface",
            sa.Enum(
                "asphalt",
                "concrete",
                "paving",
                "soil",
                name="surface",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("length_m", sa.Integer(), nullable=True),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("bridge", sa.Boolean(), nullable=False),
        sa.Column("built_on", sa.Date(), nullable=True),
        sa.Column("overhauled_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length_m > 0", name=op.f("ck_road_length_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road")),
        sa.UniqueConstraint("code", name=op.f("uq_road_code")),
    )
    op.create_table(
        "approval_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", DOCUMENT, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_approval_kind_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_approval_kind_code")),
    )
    op.create_index(
        op.f("ix_approval_kind_organisation_id"), "approval_kind", ["organisation_id"], unique=False
    )


def downgrade() -> None:
    """The tables go; what bundles have published stays in the releases."""
    for name in TABLES:
        op.drop_table(name)
