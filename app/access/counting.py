"""Counts that stop: nobody waits for a hundred thousand to be counted to read that it is many."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select


def counted(session: Any, rows: Mapping[Any, Any], most: int) -> dict[Any, int]:
    """How many rows each Query has, up to `most` + 1: one statement for all of them."""
    parts = [_bounded(each, most).label(f"count_{at}") for at, each in enumerate(rows.values())]
    found = session.execute(select(*parts)).one() if parts else ()
    return dict(zip(rows, found, strict=True))


def _bounded(rows: Any, most: int) -> Any:
    model = rows.column_descriptions[0]["entity"]
    first = rows.order_by(None).with_entities(model.id).limit(most + 1)
    return select(func.count()).select_from(first.subquery()).scalar_subquery()
