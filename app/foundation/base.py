"""The one base class of our tables, on Flask-AppBuilder's metadata, and their column types."""

import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.orm.attributes import instance_dict

from app.foundation import clock

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# The convention must be on the metadata before FAB's security tables are defined on it.
Model: Any = importlib.import_module("flask_appbuilder.models.sqla").Model
metadata: MetaData = Model.metadata
metadata.naming_convention = NAMING

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON value; JSONB on PostgreSQL. Python None is SQL NULL."""


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware going in, aware UTC coming out, on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values: nobody can say which instant they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the instant in UTC whatever zone the server speaks."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(Model):
    """Declarative base; two classes on one table are an error, unlike in FAB."""

    __abstract__ = True
    __allow_unmapped__ = False

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805  # declared_attr gives the class
        return {"extend_existing": False}


def row_of(made: Base) -> dict[str, Any]:
    """Its columns but the id, for one INSERT of many."""
    names = (one.key for one in inspect(type(made)).column_attrs)
    return {name: getattr(made, name) for name in names if name != "id"}


def reading(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    """Reads several columns of a row at once, past the instrumentation where they are loaded.

    For what is done for every row of every action: reading them one by one costs five times that.
    """
    loaded = itemgetter(*names)

    def read(row: Any) -> tuple[Any, ...]:
        try:
            found: tuple[Any, ...] = loaded(instance_dict(row))
        except KeyError:
            return tuple(getattr(row, name) for name in names)
        return found

    return read


def enumeration(members: type[StrEnum], name: str) -> Enum:
    """A column type that holds a member's value and is checked by the database."""
    return Enum(members, native_enum=False, length=20, create_constraint=True, name=name)


class Versioned:
    """Row identity, the version that stale forms are compared with, and entry times (UTC)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now, onupdate=clock.now)
