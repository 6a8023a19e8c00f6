"""Transactions that only read, on PostgreSQL: they end by COMMIT, so that plans are kept.

Psycopg prepares what is said again and again, and forgets all of it at every ROLLBACK, by which
each request used to end: the database planned every statement of every page anew.
"""

from contextlib import suppress
from typing import Any

from psycopg import Error
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event

CHANGED = "lianban_changed"
"""In a connection's info: since it began, something else than SELECT was said."""


def watch(engine: Engine) -> None:
    """From now on, whoever rolls back what changed nothing commits it."""
    if not event.contains(engine, "rollback", _end):
        event.listen(engine, "begin", _begin)
        event.listen(engine, "before_cursor_execute", _note)
        event.listen(engine, "rollback", _end)


def _begin(connection: Connection) -> None:
    connection.info[CHANGED] = False


def _note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
    if not statement.startswith("SELECT"):  # savepoints and WITH count as changes: nothing is lost
        connection.info[CHANGED] = True


def _end(connection: Connection) -> None:
    """Before the driver's own ROLLBACK, which then finds nothing to end."""
    raw: Any = connection.connection.dbapi_connection
    reading = not connection.info.get(CHANGED, True)
    if reading and raw.pgconn.transaction_status == TransactionStatus.INTRANS:
        with suppress(Error):  # a lost connection is the ROLLBACK's to tell
            raw.commit()
