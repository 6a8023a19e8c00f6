"""Alembic's way into the application's metadata, FAB's tables included."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import JSON

from app.foundation.base import UTCDateTime, metadata
from app.workflow.bundle.indexes import migrated

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, autogen_context: AutogenContext) -> str | bool:
    """Steps stay as they were written: our types are rendered as plain ones."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        jsonb = "postgresql.JSONB(none_as_null=True)"
        return f'sa.JSON(none_as_null=True).with_variant({jsonb}, "postgresql")'
    return False


def run() -> None:
    """Bring the database to the wanted revision in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            transactional_ddl=True,
            render_item=render_item,
            include_name=migrated,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
