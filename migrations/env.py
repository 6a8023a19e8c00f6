"""Alembic's way into the application's metadata, FAB's tables included."""

from alembic import context
from flask import current_app

from app.foundation.base import metadata
from app.foundation.base import UTCDateTime

db = current_app.extensions["migrate"].db


def render_item(kind, item, autogen_context):
    """Steps stay as they were written: our types are rendered as plain ones."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Bring the database to the wanted revision in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
