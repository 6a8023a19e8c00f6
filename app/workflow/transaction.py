"""The one transaction of a business action."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.extensions import begin_writing, constraint_of, db
from app.foundation.errors import WrongState
from app.foundation.messages import say

log = logging.getLogger(__name__)


@contextmanager
def writing() -> Iterator[Session]:
    """Begin, commit once, or leave nothing behind.

    A constraint that the database had to enforce is the user's conflict and our log line.
    """
    session: Session = db.session()
    begin_writing(session)
    try:
        yield session
        session.commit()
    except IntegrityError as error:
        session.rollback()
        log.warning("a constraint refused a business action: %s", constraint_of(error))
        raise _contradicted() from error
    except BaseException:
        session.rollback()
        raise


@contextmanager
def rehearsing() -> Iterator[Session]:
    """The same, but whatever was done is taken back: nobody ever sees it."""
    session: Session = db.session()
    begin_writing(session)
    try:
        yield session
    except IntegrityError as error:
        raise _contradicted() from error
    finally:
        session.rollback()


def _contradicted() -> WrongState:
    return WrongState(say("This contradicts what somebody entered at the same moment."))


def store(session: Session, made: Sequence[Any]) -> None:
    """Insert what actions made: a statement per table, however many rows.

    SQLite would insert row by row to learn their ids; there this transaction is the only writer,
    so the ids that come next are known before.
    """
    if not made:
        return
    if session.get_bind().dialect.name == "sqlite":
        models: list[Any] = list(dict.fromkeys(map(type, made)))
        for model in models:
            if hasattr(model, "id"):
                last = session.scalar(select(func.coalesce(func.max(model.id), 0)))
                for at, row in enumerate((one for one in made if type(one) is model), 1):
                    row.id = last + at
    session.add_all(made)
    session.flush()


def in_step(session: Session) -> None:
    """Let rows of one table that change differently be written by one statement.

    Each writes every column that some of them changes: else there would be a statement for each
    run of rows that change in the same columns, and their number would grow with the set.
    """
    tables: dict[type, list[Any]] = defaultdict(list)
    for row in session.dirty:
        tables[type(row)].append(row)
    for rows in tables.values():
        changed = set[str]().union(*map(_changed, rows))
        for row in rows:
            for name in changed:
                flag_modified(row, name)


def _changed(row: Any) -> set[str]:
    """Its columns that the next flush would write."""
    state = inspect(row)
    touched = state.committed_state.keys() & set(state.mapper.column_attrs.keys())
    return {name for name in touched if state.attrs[name].history.has_changes()}
