"""The one transaction of a business action."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

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
        raise WrongState(
            say("This contradicts what somebody entered at the same moment.")
        ) from error
    except BaseException:
        session.rollback()
        raise
