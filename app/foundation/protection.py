"""Rows that the database itself refuses to change: the journal, published versions (DOMAIN §12).

Migrations call `protect` and `unprotect`; SQL that gets past the code is stopped all the same.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

REFUSE = "lianban_refuse_change"

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000';
END $$
"""


def protect(connection: Connection, table: str, *, when: str = "TRUE") -> None:
    """From now on UPDATE and DELETE of `table` raise an IntegrityError; so do their disguises.

    These are TRUNCATE, and in SQLite INSERT OR REPLACE, which deletes past the triggers. `when` is
    SQL over OLD for tables of which only some rows are protected.
    """
    for statement in _create(connection.dialect.name, table, when):
        connection.execute(text(statement))


def unprotect(connection: Connection, table: str) -> None:
    """The way down, and the door of the one documented purge."""
    on_table = f" ON {table}" if connection.dialect.name == "postgresql" else ""
    for what in _events(connection.dialect.name):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_keeps_{what}{on_table}"))


def _events(dialect: str) -> tuple[str, ...]:
    return ("update", "delete", "truncate" if dialect == "postgresql" else "insert")


def _create(dialect: str, table: str, when: str) -> Iterator[str]:
    if dialect == "postgresql":
        yield _POSTGRESQL_FUNCTION
    for what in _events(dialect):
        head = f"CREATE TRIGGER {table}_keeps_{what} BEFORE {what.upper()} ON {table}"
        if dialect == "postgresql":
            each = "STATEMENT" if what == "truncate" else f"ROW WHEN ({when})"
            yield f"{head} FOR EACH {each} EXECUTE FUNCTION {REFUSE}()"
        else:
            taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608  # table names are ours
            which = taken if what == "insert" else when
            refused = f"SELECT RAISE(ABORT, '{table} is append-only')"
            yield f"{head} WHEN {which} BEGIN {refused}; END"
