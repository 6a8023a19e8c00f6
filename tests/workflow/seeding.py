"""Demo histories up to one instant."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from app.applications.models import Application
from app.extensions import db
from app.foundation import clock
from app.workflow.seeding.sowing import Sower, writer

NOW = datetime(2026, 6, 10, 3, tzinfo=UTC)


def seed(count: int, number: int = 7) -> list[int]:
    """Histories up to one instant; the ids of their applications."""
    before = set(db.session.scalars(select(Application.id)))
    db.session.rollback()
    with clock.frozen(NOW), writer(db.engine) as session:
        Sower(session, number).sow(count, lambda _count: None)
    return sorted(set(db.session.scalars(select(Application.id))) - before)
