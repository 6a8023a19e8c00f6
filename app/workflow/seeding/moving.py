"""What is dated, moved in SQL: columns, and the instants and days inside documents."""

import re
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, Date, cast, func, literal

from app.foundation.base import UTCDateTime

DATED = r'"20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:"|T[0-9]{2}:[0-9]{2}:[0-9]{2})'
"""In JSON: a day, or the part of an instant before its fraction and zone."""
POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION pg_temp.demo_moved(document jsonb, by interval, old text, new text)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  said text := replace(document::text, old, new);
  found text;
BEGIN
  IF strpos(said, '"20') = 0 THEN
    RETURN said::jsonb;
  END IF;
  -- Earlier ones first: what was moved back is not found again.
  FOREACH found IN ARRAY ARRAY(
    SELECT hit[1] FROM regexp_matches(said, '{DATED}', 'g') AS hit GROUP BY 1 ORDER BY 1
  ) LOOP
    said := replace(said, found, CASE right(found, 1)
      WHEN '"' THEN '"' || to_char(substr(found, 2, 10)::date + by, 'YYYY-MM-DD') || '"'
      ELSE '"' || to_char(substr(found, 2)::timestamp + by, 'YYYY-MM-DD"T"HH24:MI:SS') END);
  END LOOP;
  RETURN said::jsonb;
END $$
"""  # noqa: S608  # our own pattern, nobody's input
SPANS = """
CREATE OR REPLACE FUNCTION pg_temp.demo_moved_spans(spans jsonb, by interval)
RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_agg(span || jsonb_strip_nulls(jsonb_build_object(
    'from', (span->>'from')::timestamptz + by, 'to', (span->>'to')::timestamptz + by)))
  FROM jsonb_array_elements(spans) AS span
$$
"""
"""The spans of a clock are known by their keys: half the work of looking for dates."""


def prepare(connection: Connection) -> None:
    """Make the function that moves documents, for this connection only."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(POSTGRESQL)
        connection.exec_driver_sql(SPANS)
        connection.exec_driver_sql("SET TIME ZONE 'UTC'")
    else:
        driver: Any = connection.connection.dbapi_connection
        driver.create_function("demo_moved", 4, moved_document, deterministic=True)
        driver.create_function("demo_moved", 2, moved_instant, deterministic=True)
        driver.create_function("demo_moved_day", 2, moved_day, deterministic=True)


def moved(
    dialect: str,
    column: Column[Any],
    value: ColumnElement[Any],
    by: timedelta,
    *numbers: ColumnElement[str],
) -> ColumnElement[Any]:
    """The value of such a column, later by `by`; in documents one number becomes another."""
    postgresql = dialect == "postgresql"
    later = literal(by) if postgresql else literal(by.total_seconds())
    if isinstance(column.type, UTCDateTime):
        return value + later if postgresql else func.demo_moved(value, later)
    if isinstance(column.type, Date):
        return cast(value + later, Date) if postgresql else func.demo_moved_day(value, later)
    if postgresql and column.name == "spans":
        return func.pg_temp.demo_moved_spans(value, later)
    if isinstance(column.type, JSON):
        function = func.pg_temp.demo_moved if postgresql else func.demo_moved
        return function(value, later, *numbers)
    return value


# ---------------------------------------------------------------- on SQLite
def moved_document(document: str | None, seconds: float, old: str, new: str) -> str | None:
    """JSON as text, with every date in it later by `seconds`."""
    if document is None:
        return None
    return re.sub(DATED, partial(_found, seconds=seconds), document.replace(old, new))


def _found(hit: re.Match[str], seconds: float) -> str:
    return _later(hit.group(), seconds)


@lru_cache(maxsize=4096)
def _later(found: str, seconds: float) -> str:
    instant = datetime.fromisoformat(found.strip('"')) + timedelta(seconds=seconds)
    day = found.endswith('"')
    return f'"{instant:%Y-%m-%d}"' if day else f'"{instant:%Y-%m-%dT%H:%M:%S}'


def moved_day(stored: str | None, seconds: float) -> str | None:
    """A day as SQLAlchemy stores it there; moved as those in documents are."""
    return stored and _later(f'"{stored}"', seconds).strip('"')


def moved_instant(stored: str | None, seconds: float) -> str | None:
    """An instant as SQLAlchemy stores it there."""
    if stored is None:
        return None
    instant = datetime.fromisoformat(stored) + timedelta(seconds=seconds)
    return f"{instant:%Y-%m-%d %H:%M:%S.%f}"
