"""Schemes and their fee lines; what tickets were told before becomes the first revision."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STANDING = sa.text("state IN ('proposed','confirmed')")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
INSTANT = sa.DateTime(timezone=True)
TICKET = sa.table(
    "ticket",
    sa.column("id"),
    sa.column("application_id"),
    sa.column("organisation_id"),
    sa.column("results", DOCUMENT),
)
EVENT = sa.table(
    "event",
    sa.column("subject_id"),
    sa.column("subject_kind"),
    sa.column("verb"),
    sa.column("actor_id"),
    sa.column("occurred_at", INSTANT),
    sa.column("id"),
)


def upgrade() -> None:
    scheme = op.create_table(
        "scheme",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed", "confirmed", "refused", "superseded",
                name="state", native_enum=False, create_constraint=True, length=20,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("drawings", DOCUMENT, nullable=False),
        sa.Column("construction_start_on", sa.Date(), nullable=True),
        sa.Column("construction_finish_on", sa.Date(), nullable=True),
        sa.Column("connection_on", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("refusal_reason", sa.String(length=500), nullable=False),
        sa.Column("agreement_number", sa.String(length=60), nullable=True),
        sa.Column("agreement_signed_on", sa.Date(), nullable=True),
        sa.Column(
            "agreement_form",
            sa.Enum(
                "paper", "electronic",
                name="agreement_form", native_enum=False, create_constraint=True, length=20,
            ),
            nullable=True,
        ),
        sa.Column("signed_copies", DOCUMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "state = 'superseded' OR (state = 'proposed') = (decided_at IS NULL)",
            name=op.f("ck_scheme_decided"),
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (agreement_number IS NOT NULL AND agreement_number <> ''"
            " AND agreement_signed_on IS NOT NULL AND agreement_form IS NOT NULL)",
            name=op.f("ck_scheme_agreement"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR refusal_reason <> ''", name=op.f("ck_scheme_refusal")
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_scheme_revision")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["ab_user.id"], name=op.f("fk_scheme_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_scheme_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["ab_user.id"], name=op.f("fk_scheme_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_scheme_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("ticket_id", "revision", name=op.f("uq_scheme_ticket_id_revision")),
    )  # fmt: skip
    op.create_index("ix_scheme_application_id", "scheme", ["application_id"])
    op.create_index("ix_scheme_organisation", "scheme", ["organisation_id", "id"])
    op.create_index(
        "uq_scheme_standing", "scheme", ["ticket_id"],
        unique=True, postgresql_where=STANDING, sqlite_where=STANDING,
    )  # fmt: skip
    _fee_lines()
    told = _told_before(op.get_bind())
    while rows := list(islice(told, 1000)):
        op.bulk_insert(scheme, rows)


def _fee_lines() -> None:
    op.create_table(
        "fee_line",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.Column("unit", DOCUMENT, nullable=False),
        sa.Column("price", sa.String(length=200), nullable=True),
        sa.Column("legal_basis", sa.String(length=500), nullable=False),
        sa.Column("estimate", sa.BigInteger(), nullable=True),
        sa.Column("actual", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "estimate IS NOT NULL OR (actual IS NOT NULL AND reason <> '')",
            name=op.f("ck_fee_line_reason"),
        ),
        sa.CheckConstraint("estimate >= 0 AND actual >= 0", name=op.f("ck_fee_line_amounts")),
        sa.ForeignKeyConstraint(
            ["ticket_id", "revision"], ["scheme.ticket_id", "scheme.revision"],
            name=op.f("fk_fee_line_ticket_id_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_line")),
        sa.UniqueConstraint(
            "ticket_id", "revision", "code", name=op.f("uq_fee_line_ticket_id_revision_code")
        ),
    )  # fmt: skip
    op.create_index("ix_fee_line_application_id", "fee_line", ["application_id"])


def _told_before(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """A first revision for every ticket that was replied to, confirmed where it was."""
    last = (
        sa.select(EVENT.c.subject_id, EVENT.c.verb, sa.func.max(EVENT.c.id).label("id"))
        .where(
            EVENT.c.subject_kind == "ticket",
            EVENT.c.verb.in_(("propose_scheme", "confirm_scheme")),
        )
        .group_by(EVENT.c.subject_id, EVENT.c.verb)
        .subquery()
    )
    found = sa.select(EVENT.c.subject_id, EVENT.c.verb, EVENT.c.actor_id, EVENT.c.occurred_at).join(
        last, last.c.id == EVENT.c.id
    )
    events = {(one.subject_id, one.verb): one for one in connection.execute(found)}
    for ticket in connection.execute(sa.select(TICKET).order_by(TICKET.c.id)):
        proposed = events.get((ticket.id, "propose_scheme"))
        if proposed is None or "propose_scheme" not in ticket.results:
            continue
        confirmed = events.get((ticket.id, "confirm_scheme"))
        yield _first(ticket, proposed, confirmed, ticket.results.get("confirm_scheme"))


def _first(ticket: Any, proposed: Any, confirmed: Any, agreed: Any) -> dict[str, Any]:
    signed = confirmed is not None and agreed is not None
    return {
        "application_id": ticket.application_id,
        "ticket_id": ticket.id,
        "organisation_id": ticket.organisation_id,
        "revision": 1,
        "state": "confirmed" if signed else "proposed",
        "text": ticket.results["propose_scheme"]["scheme"],
        "drawings": [],
        "proposed_by_id": proposed.actor_id,
        "proposed_at": proposed.occurred_at,
        "decided_by_id": confirmed.actor_id if signed else None,
        "decided_at": confirmed.occurred_at if signed else None,
        "refusal_reason": "",
        "signed_copies": [],
        "agreement_number": agreed["agreement_number"] if signed else None,
        "agreement_signed_on": date.fromisoformat(agreed["agreement_signed_on"])
        if signed
        else None,
        "agreement_form": agreed["agreement_form"] if signed else None,
        "version": 1,
        "created_at": proposed.occurred_at,
        "updated_at": (confirmed if signed else proposed).occurred_at,
    }


def downgrade() -> None:
    op.drop_table("fee_line")
    op.drop_table("scheme")
