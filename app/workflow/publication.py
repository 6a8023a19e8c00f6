"""Bringing configuration into force: one at a time, and noticed by every process (DESIGN §2)."""

import secrets

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.models import CatalogueRevision
from app.catalog.queries import forget


def alone(session: Session) -> None:
    """From here to the commit nobody else publishes: the row is ours on either engine."""
    session.execute(
        text(
            "INSERT INTO catalogue_revision (id, revision, stamp) VALUES (1, 0, '')"
            " ON CONFLICT (id) DO NOTHING"
        )
    )
    session.execute(text("UPDATE catalogue_revision SET revision = revision WHERE id = 1"))


def announce(session: Session) -> None:
    """What was published is what processes read from their next transaction on, and this one."""
    revision = session.get_one(CatalogueRevision, 1, populate_existing=True)
    revision.revision += 1
    revision.stamp = secrets.token_hex(16)
    session.flush()
    forget(session)
